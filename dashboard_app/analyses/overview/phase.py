"""In which part of its life a tool is, by a rule that anyone can check against the figure."""

HIGH, LOW = 2 / 3, 1 / 3
"""Of the range between the lowest and the highest year."""


def phase(height: float, trend: str, fall: float) -> str:
    """The phase of a tool.

    `height` is the level of the last years and `fall` the deepest year after the peak, both
    as shares of the range of yearly values; `trend` is up, down, flat or unknown.
    """
    if trend == "unknown":
        return "unknown"
    if trend == "down":
        return "decline"
    if trend == "up":
        # It had fallen below two thirds of its range and is rising again.
        if fall < HIGH and height - fall > 0:
            return "revival"
        return "emergence" if height < LOW else "growth"
    if height >= HIGH:
        return "maturity"
    return "plateau" if height >= LOW else "dormancy"
