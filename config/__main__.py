"""Writes .env.example and the settings table of DEPLOYMENT.md; --check says if they are stale."""

import sys
from pathlib import Path

from config.declaration import declarations, default_text
from config.settings import Settings

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / ".env.example"
DEPLOYMENT = ROOT / "DEPLOYMENT.md"
BEGIN = "<!-- settings: written by `make generate` -->"
END = "<!-- settings: end -->"


def example() -> str:
    """The text of .env.example: every setting with its meaning and default, commented out."""
    lines = ["# Every setting and its default. Uncomment what you want to change."]
    for item, declared in declarations(Settings):
        text = default_text(item)
        described = declared.default_text is not None
        default = f" Default: {text}." if described else ""
        lines += ["", f"# {declared.meaning}{default}", f"# May be: {declared.may_be}."]
        lines.append(f"# {declared.name}={'' if described else text}")
    return "\n".join(lines) + "\n"


def table() -> str:
    """The settings as a Markdown table."""
    lines = ["| Setting | Default | Meaning | May be |", "|---|---|---|---|"]
    for item, declared in declarations(Settings):
        text = default_text(item) or "not set"
        default = text if declared.default_text is not None else f"`{text}`"
        lines.append(f"| `{declared.name}` | {default} | {declared.meaning} | {declared.may_be} |")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """A page with the table between its markers; ValueError where it has none."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"DEPLOYMENT.md has no lines {BEGIN} and {END}")
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END, 1)[1]}"


def wanted() -> dict[Path, str]:
    """The generated files and what should stand in them."""
    return {EXAMPLE: example(), DEPLOYMENT: with_table(DEPLOYMENT.read_text("utf-8"))}


def main(arguments: list[str]) -> int:
    """Write the generated files, or with --check only compare them."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m config [--check]")
        return 2
    stale = [
        path
        for path, text in wanted().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if not arguments:
        for path in stale:
            path.write_text(wanted()[path], "utf-8")
            print(f"written: {path.name}")
        return 0
    for path in stale:
        print(f"{path.name} does not match config/settings.py: run `make generate`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
