"""Memory that was freed, given back to the system."""

import ctypes


def give_back() -> None:
    """Return what the C library keeps of freed memory, in some 20 ms; nothing where it cannot.

    glibc keeps the holes that a load of large libraries or a large answer leaves.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
