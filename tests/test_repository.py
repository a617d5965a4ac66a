"""What the repository says of itself holds: commands, links, settings, pinned requirements."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.declaration import declarations
from config.settings import Settings
from dashboard_app.commands import COMMANDS
from scripts.imports import NOT_IN_CODE, imported

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = ["cache", "config", "dashboard_app"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>.*)$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """The version of each package in a file of requirements, by its canonical name."""
    text = (ROOT / name).read_text("utf-8")
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_tells_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:^|`|\s)make ([a-z-]+)(?=`|$|\s+#)", text, re.MULTILINE))
    assert told <= targets
    ours = set(re.findall(r"python -m dashboard_app ([a-z]+)", text))
    assert ours <= {command.name for command in COMMANDS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    for link in links:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"\bDASHBOARD_[A-Z_]+[A-Z]\b", page.read_text("utf-8")))
    known = {declared.name for _, declared in declarations(Settings)}
    assert {name for name in named if name not in known} <= {"DASHBOARD_LIMIT"}


def test_make_help_tells_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE))
    assert phony == set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_hashed_and_name_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"^-|://|\s@\s", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text)
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_requirements_are_those_of_the_project() -> None:
    extras = PROJECT["optional-dependencies"]
    runtime = [*PROJECT["dependencies"], *extras["redis"]]
    for name, wanted in [
        ("requirements.txt", runtime),
        ("requirements-dev.txt", [*runtime, *extras["dev"]]),
    ]:
        pinned = pins(name)
        for requirement in map(Requirement, wanted):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, requirement
            assert requirement.specifier.contains(version), requirement


def test_tests_run_on_the_versions_that_serve() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_every_import_is_a_declared_dependency() -> None:
    declared = {
        canonicalize_name(Requirement(text).name)
        for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["redis"]]
    }
    provided = packages_distributions()
    names = {
        name.split(".")[0]
        for folder in CODE
        for file in (ROOT / folder).rglob("*.py")
        for name in imported(file.read_text("utf-8"))
    } | {name.split(".")[0] for name in NOT_IN_CODE}
    foreign = names - {*CODE, *sys.stdlib_module_names}
    for name in sorted(foreign):
        distributions = {canonicalize_name(d) for d in provided.get(name, [])}
        assert distributions & declared, name


def test_modules_stay_short_enough_to_be_read() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in [*CODE, "trials", "benchmarks", "scripts", "tests"]
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text("utf-8").splitlines())) > 400
    }
    assert not long
