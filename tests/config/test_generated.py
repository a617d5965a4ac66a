"""The generated files: fresh, complete, and what they say is what the program does."""

import re
import tomllib
from pathlib import Path

import pytest

from config import __main__ as generator
from config.declaration import declarations
from config.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_example_uncommented_makes_the_defaults() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    pairs = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert list(pairs) == [declared.name for _, declared in declarations(Settings)]
    assert Settings.load(pairs) == Settings()


def test_the_generated_files_are_fresh() -> None:
    assert generator.main(["--check"]) == 0


def test_a_stale_file_fails_the_check_and_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example, page = tmp_path / ".env.example", tmp_path / "DEPLOYMENT.md"
    page.write_text(f"before\n{generator.BEGIN}\nold\n{generator.END}\nafter\n", "utf-8")
    monkeypatch.setattr(generator, "EXAMPLE", example)
    monkeypatch.setattr(generator, "DEPLOYMENT", page)
    assert generator.main(["--check"]) == 1
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0
    written = page.read_text("utf-8")
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "`DASHBOARD_CACHE_MB`" in written


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="has no lines"):
        generator.with_table("nothing here")


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert Settings().version == project["version"]
