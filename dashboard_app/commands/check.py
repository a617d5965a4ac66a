"""`check`: what is in a pair of databases, and what is odd about it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from config.settings import Settings
from dashboard_app.commands.command import Command, Say
from dashboard_app.data import demo
from dashboard_app.data.catalogue import filing_key, known_names
from dashboard_app.data.database import NoData, find, load
from dashboard_app.data.notes import Notes, load_notes
from dashboard_app.data.oddities import ROWS_LOST, SOURCE_LOST
from dashboard_app.data.panel import Panel
from dashboard_app.data.snapshot import Unreadable
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.words import speak


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--database", type=Path, metavar="FILE", help="(default: as served)")
    parser.add_argument("--notes", type=Path, metavar="FILE", help="(default: as served)")


def _run(arguments: Namespace, settings: Settings, say: Say) -> int:
    database = arguments.database or settings.database
    try:
        files = find(database, arguments.notes or settings.notes, settings.data_dir, settings.demo)
    except NoData as error:
        say(str(error))
        return 1
    if files.database is None:
        say("No database was found: the demonstration would be shown.")
        panel = demo.panel()
    else:
        try:
            panel = load(files.database)
        except Unreadable as error:
            say(str(error))
            return 1
    say(str(files.database or "demonstration"))
    _tell_content(panel, say)
    lost = _tell_oddities(panel, say)
    readable = files.database is None or _tell_notes(panel, files.notes, say)
    return 0 if readable and not lost else 1


def _tell_content(panel: Panel, say: Say) -> None:
    n = sum(series.n for series in panel.series.values())
    kind = ", synthetic demonstration" if panel.demo else ""
    say(f"  {len(panel.tools)} tools, {len(panel.series)} series, {n} observations{kind}")
    say(f"  fingerprint {panel.fingerprint}")
    words = speak("en")
    for source in SOURCE_IDS:
        series = [one for (_, where), one in panel.series.items() if where == source]
        if series:
            first = min(one.months[0] for one in series)
            last = max(one.months[-1] for one in series)
            n = sum(one.n for one in series)
            units = ", ".join(sorted({words.unit(one.unit) for one in series}))
            say(f"  {source}: {len(series)} tools, {n} observations, {first} to {last}, {units}")
    unknown = [tool for tool in panel.tools if tool not in known_names()]
    if unknown:
        say(f"  tools without a translation: {', '.join(unknown)}")


def _tell_oddities(panel: Panel, say: Say) -> bool:
    """Say what is odd; whether anything that should have been used could not be."""
    words = speak("en")
    say(f"  odd: {len(panel.oddities) or 'nothing'}")
    for oddity in panel.oddities:
        where = " / ".join(part for part in (oddity.source, oddity.tool) if part) or "file"
        mark = "used" if oddity.used else "not used"
        say(f"    {where} ({mark}): {words(f'oddity_{oddity.code}', **oddity.facts)}")
    return any(oddity.code in SOURCE_LOST | ROWS_LOST for oddity in panel.oddities)


def _tell_notes(panel: Panel, path: Path | None, say: Say) -> bool:
    """Say what the notes hold and what does not match; False where they cannot be read."""
    if path is None:
        say("no file of notes")
        return True
    try:
        notes = load_notes(path)
    except Unreadable as error:
        say(str(error))
        return False
    say(str(path))
    say(f"  {len(notes.notes)} notes, {len(notes.reports)} reports of {len(notes.tools)} tools")
    for line in _mismatches(panel, notes):
        say(f"    {line}")
    return True


def _mismatches(panel: Panel, notes: Notes) -> Iterator[str]:
    filed = {filing_key(tool): tool for tool in panel.tools}
    for name in sorted(notes.tools - set(panel.tools)):
        near = get_close_matches(filing_key(name), filed, n=1, cutoff=0.8)
        hint = f"; did they mean {filed[near[0]]}?" if near else ""
        yield f"notes about {name}, of which there are no data{hint}"
    for row in notes.odd:
        yield f"a row of no known tool and source: {row}"
    for tool in panel.tools:
        without = [source for source in panel.sources_of(tool) if not notes.of(tool, source)]
        if len(without) == len(panel.sources_of(tool)):
            yield f"no notes about {tool}"
        elif without:
            yield f"no notes about {tool} in {', '.join(without)}"


COMMAND = Command("check", "say what is in the databases and what is odd", _arguments, _run)
