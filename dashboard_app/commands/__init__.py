"""The operator's commands: `python -m dashboard_app <name>`, one line each in COMMANDS."""

from dashboard_app.commands import backup, check, demo, found, importing, work
from dashboard_app.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    importing.COMMAND,
    demo.COMMAND,
    check.COMMAND,
    found.COMMAND,
    backup.COMMAND,
    work.COMMAND,
)
