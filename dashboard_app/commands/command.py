"""What a command is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from config.settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True)
class Command:
    """One command: its word, what it does, its arguments, and how it runs.

    `run` says what it has to say line by line and returns the exit code: 0 when all is well,
    1 when something is wrong.
    """

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Settings, Say], int]


def no_arguments(parser: ArgumentParser) -> None:
    """Arguments of a command that takes none."""
