"""Prints the modules of other packages that the code in the given folders imports, one a line."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

NOT_IN_CODE = [
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.ggevent",
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.apps.worker",
    "celery.backends.base",
    "celery.concurrency.prefork",
    "celery.events.receiver",
    "celery.fixups.django",
    "celery.loaders.app",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.strategy",
]
"""What is named as text: by the command line of the image, gunicorn.conf.py, and Celery itself."""


def imported(source: str) -> Iterator[str]:
    """Every module that an import statement names; for `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def main(folders: list[str]) -> None:
    """Read every Python file and print what is neither ours nor of the standard library."""
    ours = {Path(folder).name for folder in folders}
    files = [file for folder in folders for file in Path(folder).rglob("*.py")]
    names = {name for file in files for name in imported(file.read_text("utf-8"))}
    foreign = {n for n in names if n.split(".")[0] not in ours | sys.stdlib_module_names}
    sys.stdout.write("\n".join(sorted(foreign | set(NOT_IN_CODE))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
