"""Makes the image's site-packages small: byte code of what is imported, source of what is not.

    python scripts/slim.py imports.txt      the names that scripts/imports.py printed

The packages hold as much byte code as source and twice as much as the dashboard imports. A module
that it imports is kept as byte code alone, which is what makes the start quick on a read-only file
system; every other module is kept as source alone, and still works if something asks for it. The
scientific packages are half documentation: their byte code goes without it, which saves memory in
every process too. Only what no program asks for is removed: test suites, headers, symbols, source
maps, examples.
"""

import compileall
import ctypes
import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode

SITE_PACKAGES = Path(sys.prefix, "lib", "python{}.{}".format(*sys.version_info), "site-packages")

WITHOUT_DOCSTRINGS = {
    "dash_mantine_components",
    "numpy",
    "pandas",
    "plotly",
    "scipy",
    "statsmodels",
}

WHOLE = ["plotly"]
"""Packages that load their modules when a figure first needs them: all of them are byte code."""

NEVER_READ = [
    "**/*.map",
    "**/*.pyi",
    *(f"**/*.{s}" for s in ("pyx", "pxd", "pxi", "c", "cpp", "h", "hpp", "a", "tp", "in")),
    "*.dist-info/RECORD",
    "*.dist-info/sboms/*",
    # For notebooks and for Dash's debug mode, which production does not have.
    "plotly/labextension/**/*",
    "plotly/package_data/widgetbundle.js",
    "plotly/package_data/datasets/*",
    "dash/dash-renderer/build/dash_renderer.dev.js",
    "dash/deps/*[0-9].js",
    "dash/dash_table/commons.js",
    "dash/dash_table/demo.js",
    # For building packages and components; nothing is built here.
    "numpy/distutils/**/*",
    "numpy/f2py/**/*",
    "dash/*/metadata.json",
    "setuptools/**/*",
    "_distutils_hack/**/*",
    "distutils-precedence.pth",
    # For Celery's command line; its worker is started by our own.
    "click_repl/**/*",
    "prompt_toolkit/**/*",
    "wcwidth/**/*",
    # Reads files in a format of its own that nobody here has.
    "scipy/io/_fast_matrix_market/_fmm_core.*.so",
    # Example data, and extension modules that only test suites load.
    "statsmodels/datasets/*/src/*",
    "statsmodels/datasets/*/*.csv",
    "numpy/_core/_simd.*.so",
    "numpy/_core/_*_tests.*.so",
]


def foreign_modules(names: list[str]) -> Iterator[Path]:
    """Import the named modules and yield the source file of everything that came along."""
    for name in names:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            # `from a import b` also names a.b, which is no module where b is a function.
            if error.name != name or "." not in name:
                raise
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and file.endswith(".py") and Path(file).is_relative_to(SITE_PACKAGES):
            yield Path(file)


def package(file: Path) -> str:
    """The top-level package that a file belongs to."""
    return file.relative_to(SITE_PACKAGES).parts[0]


def remove_tests() -> None:
    """Remove test suites; numpy.testing, which SciPy imports, takes one file from NumPy's."""
    for folder in [*SITE_PACKAGES.rglob("tests"), *SITE_PACKAGES.rglob("test")]:
        if folder.is_dir() and not folder.is_relative_to(SITE_PACKAGES / "numpy/_core"):
            shutil.rmtree(folder)
    for file in (SITE_PACKAGES / "numpy/_core/tests").rglob("*"):
        if file.is_file() and file.name not in {"__init__.py", "_natype.py"}:
            file.unlink()


def remove_never_read() -> None:
    """Remove the files that NEVER_READ names."""
    shutil.rmtree(Path(sys.prefix, "share/jupyter"), ignore_errors=True)
    for pattern in NEVER_READ:
        for file in SITE_PACKAGES.glob(pattern):
            if file.is_file():
                file.unlink()


def strip_symbols() -> None:
    """Take the debugging symbols out of extension modules, and prove that they still load.

    The libraries that wheels bring along, in folders named *.libs, do not survive it.
    """
    files = [str(f) for f in SITE_PACKAGES.rglob("*.so") if ".libs/" not in str(f)]
    subprocess.run(["strip", "--strip-unneeded", *files], check=True)
    for file in files:
        ctypes.CDLL(file)


def keep_byte_code(sources: list[Path]) -> None:
    """Compile each source beside itself and remove it."""
    for source in sources:
        made = compileall.compile_file(
            str(source),
            quiet=1,
            legacy=True,
            optimize=2 if package(source) in WITHOUT_DOCSTRINGS else 0,
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )
        if made and source.with_suffix(".pyc").exists():
            source.unlink()


def main(listing: str) -> None:
    """Slim the site-packages of the interpreter that runs this."""
    remove_tests()
    remove_never_read()
    strip_symbols()
    names = Path(listing).read_text("utf-8").split()
    sources = set(foreign_modules(names))
    for name in WHOLE:
        sources.update((SITE_PACKAGES / name).rglob("*.py"))
    keep_byte_code(sorted(sources))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main(sys.argv[1])
