"""The operator's command line: `python -m dashboard_app <command>`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from config.settings import WrongSettings, from_environment
from dashboard_app.commands import COMMANDS


def main(given: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. A wrong command line is 2, as argparse has it."""
    parser = ArgumentParser(prog="python -m dashboard_app", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command in COMMANDS:
        own = commands.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(own)
        own.set_defaults(run=command.run)
    arguments = parser.parse_args(given)
    try:
        settings = from_environment()
    except WrongSettings as error:
        print(error, file=sys.stderr)
        return 1
    code: int = arguments.run(arguments, settings, print)
    return code


if __name__ == "__main__":
    sys.exit(main())
