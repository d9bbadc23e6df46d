"""Every text that is asked for exists in every language, and every text that exists is asked for.

A key is a noun and what is said of it, `course.lessons`. Code may name it whole; make its end
from a value, `f"role.{role}"`; or put an ending to a name that it was given, `f"{letter}_body"`.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel import Locale

from academy_app.core.i18n import DEFAULT, LANGUAGES, LOCALES

ROOT = Path(__file__).resolve().parents[1]

KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
IN_JAVASCRIPT = re.compile(r"""["'`]([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)["'`]""")
BEGUN_IN_JAVASCRIPT = re.compile(r"""["'`]([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\.)(?:\$\{|["'`])""")

# What these are called with first (or second, for `translate`) is a key and nothing else.
TAKE_A_KEY = {
    "t", "translate", "no", "Problem", "NotFound", "Forbidden", "Conflict", "Unauthenticated",
}  # fmt: skip

# Looks like a key, is none: names of files.
FILES = (
    ".js",
    ".jsx",
    ".json",
    ".py",
    ".html",
    ".yml",
    ".css",
    ".mp4",
    ".vtt",
    ".db",
    ".png",
    ".webp",
    ".svg",
)


@lru_cache
def texts(language: str) -> dict[str, str]:
    loaded: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    return loaded


def stem(key: str) -> str:
    """The key as code names it: without its plural form."""
    return PLURAL.sub("", key)


def stems() -> set[str]:
    return {name for key in texts(DEFAULT) for name in (key, stem(key))}


def nouns() -> set[str]:
    return {key.split(".")[0] for key in texts(DEFAULT)}


def python_trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "academy_app").rglob("*.py")):
        # What looks like a key in a model is the column that a foreign key points at.
        if "models" in path.parts:
            continue
        yield path, ast.parse(path.read_text("utf-8"))


def scripts() -> Iterator[tuple[Path, str]]:
    for folder in ("academy_app", "assets"):
        for path in sorted((ROOT / folder).rglob("*.js*")):
            if path.suffix in {".js", ".jsx"} and "external" not in path.parts:
                yield path, path.read_text("utf-8")


@lru_cache
def endings() -> set[str]:
    """What code puts behind a name that it was given, such as `_body`."""
    return {
        str(last.value)
        for _, tree in python_trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.FormattedValue)
        if isinstance(last := node.values[-1], ast.Constant) and str(last.value).startswith("_")
    }


def variants(key: str) -> set[str]:
    """The keys that code means with `key`."""
    return {key, *(key + ending for ending in endings())}


def named() -> Iterator[tuple[str, str]]:
    """Where, and which key is named whole."""
    for path, tree in python_trees():
        for node in ast.walk(tree):
            for text in certain(node) | {text for text in literal(node) if is_ours(text)}:
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}", text
    for path, script in scripts():
        for text in IN_JAVASCRIPT.findall(script):
            if is_ours(text):
                yield str(path.relative_to(ROOT)), text


def is_ours(text: str) -> bool:
    return text.split(".", maxsplit=1)[0] in nouns() and not text.endswith(FILES)


def literal(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value} if KEY.fullmatch(node.value) else set()
    return set()


def certain(node: ast.AST) -> set[str]:
    """The key that a call takes, whatever its noun: so a mistyped noun is found too."""
    if not isinstance(node, ast.Call):
        return set()
    called = ast.unparse(node.func).split(".")[-1]
    if called not in TAKE_A_KEY:
        return set()
    first = node.args[1:2] if called == "translate" else node.args[:1]
    return {text for argument in first for text in literal(argument)}


def begun() -> set[str]:
    """The beginnings of keys whose end is made from a value."""
    found = set()
    for _, tree in python_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value))
    for _, script in scripts():
        found.update(BEGUN_IN_JAVASCRIPT.findall(script))
    return {text for text in found if re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z0-9_.]*", text)}


def test_every_key_that_is_named_exists() -> None:
    known = stems()
    assert [f"{where}: {key}" for where, key in named() if not variants(key) & known] == []


def test_every_text_is_asked_for() -> None:
    whole = {variant for _, key in named() for variant in variants(key)}
    beginnings = tuple(begun())
    idle = [
        key
        for key in texts(DEFAULT)
        if not {key, stem(key)} & whole and not key.startswith(beginnings)
    ]
    assert idle == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    wanted = {stem(key) for key in texts(DEFAULT)}
    assert {stem(key) for key in texts(language)} == wanted
    assert [key for key, text in texts(language).items() if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_each_form_of_their_language(language: str) -> None:
    forms = {*Locale.parse(language).plural_form.tags, "other"}
    counted = {stem(key) for key in texts(DEFAULT) if key.endswith("_other")}
    missing = [
        f"{name}_{form}"
        for name in counted
        for form in forms
        if f"{name}_{form}" not in texts(language)
    ]
    assert missing == []


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != DEFAULT])
def test_placeholders_are_the_same(language: str) -> None:
    different = [
        key
        for key, text in texts(language).items()
        if key in texts(DEFAULT)
        and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(texts(DEFAULT)[key]))
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_sorted(language: str) -> None:
    assert list(texts(language)) == sorted(texts(language))
