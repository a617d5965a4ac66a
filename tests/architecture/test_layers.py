"""The rules that hold the house together: who may import whom, who reads the environment."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("config", "cache", "dashboard_app")
MODULES = sorted(file for folder in CODE for file in (ROOT / folder).rglob("*.py"))
BUGS_END_HERE = {"cache/child.py", "cache/runner.py"}
"""Where any exception is caught: what runs foreign functions turns a bug into a reference.

For requests that is server/errors.py, which Flask calls and which catches nothing itself.
"""

DRAWN_WITH = ("plotly", "dash")


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_storeys_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_only_config_reads_the_environment(file: Path) -> None:
    if file.parts[-2] == "config":
        return
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("environ", "getenv", "environb"), f"line {node.lineno}"


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_only_views_and_server_know_dash_and_flask(file: Path) -> None:
    told = name(file)
    if told.startswith(("dashboard_app/views/", "dashboard_app/server/", "dashboard_app/app.py")):
        return
    for module in imports(ast.parse(file.read_text("utf-8"))):
        assert module.split(".")[0] not in ("dash", "flask", "dash_mantine_components"), module


@pytest.mark.parametrize(
    "file", [one for one in MODULES if one.name == "compute.py"], ids=lambda one: one.parent.name
)
def test_what_computes_does_not_draw(file: Path) -> None:
    for module in imports(ast.parse(file.read_text("utf-8"))):
        assert module.split(".")[0] not in DRAWN_WITH, module


def test_analyses_do_not_import_each_other() -> None:
    folder = ROOT / "dashboard_app" / "analyses"
    names = {one.name for one in folder.iterdir() if (one / "__init__.py").exists()}
    for own in names:
        for file in (folder / own).rglob("*.py"):
            for module in imports(ast.parse(file.read_text("utf-8"))):
                parts = module.split(".")
                if parts[:2] == ["dashboard_app", "analyses"] and len(parts) > 2:
                    assert parts[2] not in names - {own}, f"{name(file)} imports {module}"


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again, after something was put in order."""
    return any(isinstance(one, ast.Raise) and one.exc is None for one in ast.walk(handler))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_bugs_are_caught_in_one_place(file: Path) -> None:
    if name(file) in BUGS_END_HERE:
        return
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler) and not passes_on(node):
            caught = ast.unparse(node.type) if node.type else "everything"
            wide = caught in ("everything", "Exception", "BaseException")
            assert not wide, f"line {node.lineno} catches {caught}"


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_says_what_it_is_in_its_first_line(file: Path) -> None:
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8")))
    assert docstring
    first = docstring.splitlines()[0]
    assert first.endswith((".", "?"))
    assert file.read_text("utf-8").startswith(('"""', "#!"))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_imports_are_absolute(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}"


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
