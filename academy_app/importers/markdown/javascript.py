"""Attributes of MDX components, and the object literals in their braces, read as data."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

_SPACE = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*\n)*", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_$][\w$:.-]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "0": "", "\n": ""}
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}
MAX_DEPTH: Final = 30


class Unreadable(ValueError):
    """It is no plain data, or no tag."""


@dataclass(frozen=True, slots=True)
class Tag:
    """`end` is where the text after the tag begins; what is in braces is raw source."""

    name: str
    is_closing: bool
    is_empty: bool
    end: int
    attributes: dict[str, str] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.attributes.get(name, "")


def read_tag(source: str, start: int) -> Tag:
    """The tag that begins at `start`. Raises Unreadable."""
    position = start + 1
    is_closing = source.startswith("/", position)
    named = _NAME.match(source, position + is_closing)
    if not named:
        raise Unreadable
    tag = Tag(named[0], is_closing, False, 0)
    position = _skip(source, named.end())
    while not source.startswith((">", "/>"), position):
        position = _read_attribute(source, position, tag)
    is_empty = source.startswith("/>", position)
    end = position + (2 if is_empty else 1)
    return Tag(tag.name, is_closing, is_empty, end, tag.attributes, tag.expressions)


def read_literal(source: str) -> Any:
    """An object, array, string, number or word as Python data. Raises Unreadable."""
    value, position = _value(source, _skip(source, 0), 0)
    if _skip(source, position) != len(source):
        raise Unreadable
    return value


def _read_attribute(source: str, position: int, tag: Tag) -> int:
    if source.startswith("{", position):
        end = _balanced(source, position)
        tag.expressions[source[position + 1 : end - 1].strip()] = ""
        return _skip(source, end)
    named = _NAME.match(source, position)
    if not named:
        raise Unreadable
    position = _skip(source, named.end())
    if not source.startswith("=", position):
        tag.attributes[named[0]] = ""
        return position
    position = _skip(source, position + 1)
    if source.startswith("{", position):
        end = _balanced(source, position)
        tag.expressions[named[0]] = source[position + 1 : end - 1]
    else:
        value, end = _attribute_text(source, position)
        tag.attributes[named[0]] = value
    return _skip(source, end)


def _attribute_text(source: str, position: int) -> tuple[str, int]:
    quote = source[position : position + 1]
    if quote in ('"', "'"):
        end = source.find(quote, position + 1)
        if end < 0:
            raise Unreadable
        return source[position + 1 : end], end + 1
    bare = re.compile(r"[^\s\"'=<>`]+").match(source, position)
    if not bare:
        raise Unreadable
    return bare[0].removesuffix("/"), bare.end() - bare[0].endswith("/")


def _balanced(source: str, position: int) -> int:
    """Behind the bracket that closes the one at `position`."""
    waiting: list[str] = []
    while position < len(source):
        character = source[position]
        if character in _CLOSING:
            waiting.append(_CLOSING[character])
        elif character in "\"'`":
            position = _string(source, position)[1] - 1
        elif waiting and character == waiting[-1]:
            waiting.pop()
            if not waiting:
                return position + 1
        position += 1
    raise Unreadable


def _value(source: str, position: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise Unreadable
    character = source[position : position + 1]
    if character == "[":
        return _array(source, position + 1, depth)
    if character == "{":
        return _object(source, position + 1, depth)
    if character and character in "\"'`":
        return _string(source, position)
    number = _NUMBER.match(source, position)
    if number:
        return float(number[0]) if "." in number[0] else int(number[0]), number.end()
    word = _NAME.match(source, position)
    if word and word[0] in _WORDS:
        return _WORDS[word[0]], word.end()
    raise Unreadable


def _array(source: str, position: int, depth: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    position = _skip(source, position)
    while not source.startswith("]", position):
        item, position = _value(source, position, depth + 1)
        items.append(item)
        position = _behind_comma(source, position, "]")
    return items, position + 1


def _object(source: str, position: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    position = _skip(source, position)
    while not source.startswith("}", position):
        name, position = _key(source, position)
        position = _skip(source, position)
        if not source.startswith(":", position):
            raise Unreadable
        found[name], position = _value(source, _skip(source, position + 1), depth + 1)
        position = _behind_comma(source, position, "}")
    return found, position + 1


def _key(source: str, position: int) -> tuple[str, int]:
    if source[position : position + 1] in ('"', "'"):
        return _string(source, position)
    named = re.compile(r"[A-Za-z_$][\w$]*").match(source, position)
    if not named:
        raise Unreadable
    return named[0], named.end()


def _behind_comma(source: str, position: int, closing: str) -> int:
    position = _skip(source, position)
    if source.startswith(",", position):
        return _skip(source, position + 1)
    if not source.startswith(closing, position):
        raise Unreadable
    return position


def _string(source: str, position: int) -> tuple[str, int]:
    quote = source[position]
    parts: list[str] = []
    position += 1
    while position < len(source):
        character = source[position]
        if character == quote:
            return "".join(parts), position + 1
        if character == "\\":
            position += 1
            escaped = source[position : position + 1]
            parts.append(_ESCAPES.get(escaped, escaped))
        else:
            parts.append(character)
        position += 1
    raise Unreadable


def _skip(source: str, position: int) -> int:
    found = _SPACE.match(source, position)
    return found.end() if found else position
