"""The rules that hold the house together: who may import whom, who reads the environment."""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("config", "cache", "dashboard_app")
MODULES = sorted(file for folder in CODE for file in (ROOT / folder).rglob("*.py"))
BUGS_END_HERE = {"cache/child.py", "cache/runner.py"}
"""Where any exception is caught: what runs foreign functions turns a bug into a reference.

For requests that is server/errors.py, which Flask calls and which catches nothing itself.
"""


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def importing(files: Iterable[Path], *packages: str) -> list[str]:
    """Which of these files import which of these packages."""
    return [
        f"{name(file)} imports {module}"
        for file in files
        for module in imports(file)
        if module.split(".")[0] in packages
    ]


def test_the_storeys_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


def reads_environment(node: ast.AST) -> bool:
    """Whether a value is taken from the environment; to hand all of it on is another matter."""
    if isinstance(node, ast.Compare):
        return any("environ" in ast.unparse(one) for one in node.comparators)
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.value, ast.Attribute):
        return node.value.attr in ("environ", "environb")
    return isinstance(node, ast.Attribute) and node.attr == "getenv"


def test_only_config_reads_the_environment() -> None:
    readers = [
        f"{name(file)}: {ast.unparse(node)}"
        for file in MODULES
        if file.parent != ROOT / "config"
        for node in ast.walk(tree_of(file))
        if reads_environment(node)
    ]
    assert not readers


def test_only_views_and_server_know_dash_and_flask() -> None:
    allowed = ("dashboard_app/views/", "dashboard_app/server/", "dashboard_app/app.py")
    others = [file for file in MODULES if not name(file).startswith(allowed)]
    assert not importing(others, "dash", "flask", "dash_mantine_components")


def test_what_computes_does_not_draw() -> None:
    computing = [file for file in MODULES if file.name == "compute.py"]
    statistics = (ROOT / "dashboard_app" / "stats").rglob("*.py")
    assert computing
    assert not importing([*computing, *statistics], "plotly", "dash")


def test_analyses_do_not_import_each_other() -> None:
    folder = ROOT / "dashboard_app" / "analyses"
    names = {one.name for one in folder.iterdir() if (one / "__init__.py").exists()}
    crossing = [
        f"{name(file)} imports {module}"
        for own in names
        for file in (folder / own).rglob("*.py")
        for module in imports(file)
        if module.startswith("dashboard_app.analyses.") and module.split(".")[2] in names - {own}
    ]
    assert not crossing


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again, after something was put in order."""
    return any(isinstance(one, ast.Raise) and one.exc is None for one in ast.walk(handler))


def test_bugs_are_caught_in_one_place() -> None:
    wide = [
        f"{name(file)}: {ast.unparse(node)}"
        for file in MODULES
        if name(file) not in BUGS_END_HERE
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ExceptHandler) and not passes_on(node)
        if node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
    ]
    assert not wide


def test_a_module_says_what_it_is_in_its_first_line() -> None:
    silent = [
        name(file)
        for file in MODULES
        if not file.read_text("utf-8").startswith('"""')
        or not (ast.get_docstring(tree_of(file)) or "").splitlines()[0].endswith((".", "?"))
    ]
    assert not silent


def test_a_job_process_loads_neither_dash_nor_flask() -> None:
    script = (
        "import sys, dashboard_app.worker\n"
        "print([m for m in ('dash', 'flask', 'gunicorn', 'gevent') if m in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_importing_the_application_starts_nothing() -> None:
    script = "import dashboard_app.app, threading; print(threading.active_count())"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PORT": "not a port"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "1"), ended.stderr
