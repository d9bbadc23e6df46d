"""The house keeps its rules: who imports whom, and what only one place may do."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "academy_app"
LONGEST = 400

TOP_LEVEL = {
    "academy_app", "alembic", "assets", "bench", "docs", "tests", ".ci", "reflex.lock",
    "rxconfig.py", "requirements.txt", "requirements-dev.txt", "pyproject.toml", "alembic.ini",
    "Makefile", ".importlinter", ".gitignore", "README.md", "CHANGELOG.md", "LICENSE",
}  # fmt: skip

SCREENS = ("pages", "components")
# Attributes of elements whose values people read or hear.
READ_BY_PEOPLE = {"alt", "aria_label", "aria_description", "label", "placeholder", "title"}


def modules(*rooms: str) -> list[Path]:
    folders = [PACKAGE / room for room in rooms] or [PACKAGE]
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def offences(paths: list[Path], offends: Callable[[ast.AST], bool]) -> list[str]:
    """`file:line` of every node of the files that offends."""
    return [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"
        for path in paths
        for node in ast.walk(parsed(path))
        if offends(node)
    ]


def test_imports_keep_to_their_floors() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_modules_stay_short() -> None:
    paths = [*modules(), *ROOT.glob("tests/**/*.py"), *ROOT.glob("bench/*.py")]
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in paths}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_only_the_writing_door_commits() -> None:
    paths = [path for path in modules() if path != PACKAGE / "core" / "db.py"]
    assert offences(paths, commits) == []


def commits(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    )


def test_only_settings_read_the_environment() -> None:
    paths = [path for path in modules() if path != PACKAGE / "core" / "settings.py"]
    assert offences([*paths, ROOT / "rxconfig.py"], reads_environment) == []


def reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(
            name.name in {"environ", "getenv"} for name in node.names
        )
    return isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}


def test_no_engine_is_made_while_importing() -> None:
    script = (
        "import sqlalchemy.event as event, sqlalchemy as sa, pkgutil, importlib, academy_app\n"
        "from sqlalchemy.pool import Pool\n"
        "made = []\n"
        "event.listen(Pool, 'connect', lambda *a: made.append(a))\n"
        "rooms = ('core', 'models', 'policy', 'services', 'queries', 'importers', 'exporters',"
        " 'api', 'jobs')\n"
        "for found in pkgutil.walk_packages(academy_app.__path__, 'academy_app.'):\n"
        "    if found.name.split('.')[1] in rooms:\n"
        "        importlib.import_module(found.name)\n"
        "from academy_app.core import db\n"
        "assert db._current is None and not made\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


def test_screens_hold_no_words() -> None:
    found = [f"{where}: {text!r}" for path in modules(*SCREENS) for where, text in words_in(path)]
    assert found == []


def test_words_on_a_screen_would_be_seen() -> None:
    tree = ast.parse('rx.el.p("Hello there")\nel("img", alt="A cat", cls="a b")\nel("p", "Bye")')
    assert [text for _, text in spoken(tree)] == ["Hello there", "A cat", "Bye"]


def words_in(path: Path) -> Iterator[tuple[str, str]]:
    for line, text in spoken(parsed(path)):
        yield f"{path.relative_to(ROOT)}:{line}", text


def spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literals that stand where an element takes its children or its spoken attributes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not makes_element(node.func):
            continue
        # `el` takes the name of the element first.
        arguments = node.args[1:] if ast.unparse(node.func).endswith("el") else node.args
        children = [argument for argument in arguments if is_words(argument)]
        named = [k.value for k in node.keywords if k.arg in READ_BY_PEOPLE and is_words(k.value)]
        for literal in [*children, *named]:
            assert isinstance(literal, ast.Constant)
            yield literal.lineno, str(literal.value)


def makes_element(called: ast.expr) -> bool:
    return ast.unparse(called).startswith(("rx.el.", "rx.text", "rx.heading")) or (
        ast.unparse(called) in {"el", "el.el"}
    )


def is_words(node: ast.expr) -> bool:
    """Text that a reader of another language would trip over: two letters in a row."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return re.search(r"[^\W\d_]{2}", node.value) is not None


def test_top_level_is_as_given() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} <= TOP_LEVEL


def test_no_module_forgets_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in modules() if ast.get_docstring(parsed(path)) is None
    ]
    assert silent == []
