"""The part of a style sheet that one page needs to be painted.

The built style sheet is for every page there is. A phone reads and matches all of it before it
shows a word, so the first look brings the rules alone that name what stands in it; the whole
sheet follows with the scripts.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import tinycss2

# Set by scripts on the document itself, before anything is painted.
_ALWAYS: Final = frozenset({"html", "body", ".light", ".dark", ".inter"})
_GROUPS: Final = frozenset({"media", "supports", "layer", "container"})
_ALTERNATIVES: Final = frozenset({"is", "where"})
_ICON: Final = "--icon"
_PAINT: Final = (_ICON, "background", "mask", "-webkit-mask")
_KEPT_SETS: Final = 500

_CLASSES = re.compile(r'\sclass="([^"]*)"')
_TAGS = re.compile(r"<([a-z][a-z0-9-]*)")
_VARIABLE = re.compile(r"--[\w-]+")


@dataclass(frozen=True, slots=True)
class _Selector:
    """`names` all stand in a page that it can match; of each of `choices` one does."""

    text: str
    names: frozenset[str]
    choices: tuple[tuple["_Selector", ...], ...] = ()

    def is_for(self, names: frozenset[str]) -> bool:
        return self.names <= names and all(
            any(each.is_for(names) for each in choice) for choice in self.choices
        )

    def all_names(self) -> Iterator[str]:
        yield from self.names
        for choice in self.choices:
            for each in choice:
                yield from each.all_names()


@dataclass(frozen=True, slots=True)
class _Rule:
    """`declarations` are their names and their whole text."""

    selectors: tuple[_Selector, ...]
    declarations: tuple[tuple[str, str], ...]

    @property
    def is_of_icons(self) -> bool:
        return any(_ICON in text for _, text in self.declarations)


@dataclass(frozen=True, slots=True)
class _Group:
    """An at-rule around others, or, without any, one that stands for itself."""

    head: str
    inside: tuple["_Rule | _Group", ...] | None = None
    subject: str = ""


class StyleSheet:
    """A style sheet, taken apart once. Source of the grammar: CSS Syntax 3, Selectors 4."""

    def __init__(self, text: str) -> None:
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        self._rules = tuple(_parts(rules))
        self._for = lru_cache(_KEPT_SETS)(self._for_names)

    def for_page(self, html: str) -> tuple[str, str]:
        """What `html` needs of it, in its order: to show words, and to show icons after them.

        Each icon is a picture of its own to the browser, and twenty of them are a tenth of a
        second on a slow phone.
        """
        names = {f".{name}" for found in _CLASSES.findall(html) for name in found.split()}
        names.update(_TAGS.findall(html))
        own = frozenset(_VARIABLE.findall(html)) & self._variables
        return self._for(_ALWAYS | (names & self._names), own)

    @cached_property
    def _names(self) -> frozenset[str]:
        """All that selectors ask for, so that other words of a page make no other sheet of it."""
        return frozenset(
            name
            for rule in _each_rule(self._rules)
            for selector in rule.selectors
            for name in selector.all_names()
        )

    @cached_property
    def _variables(self) -> frozenset[str]:
        return frozenset(
            name
            for rule in _each_rule(self._rules)
            for name, _ in rule.declarations
            if name.startswith("--")
        )

    def _for_names(self, names: frozenset[str], variables: frozenset[str]) -> tuple[str, str]:
        kept = tuple(_matching(self._rules, names))
        used = _used(kept, variables)
        words = _written(_apart(kept, is_of_icons=False), used)
        icons = _written(_apart(kept, is_of_icons=True), used)
        return "".join(words), "".join(icons)


def _parts(nodes: Iterable[Any]) -> Iterator[_Rule | _Group]:
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = tuple(_selectors(node.prelude))
            yield _Rule(selectors, tuple(_declarations(node.content)))
        elif node.type == "at-rule":
            head = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}"
            if node.lower_at_keyword in _GROUPS and node.content is not None:
                rules = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                yield _Group(head, tuple(_parts(rules)))
            else:
                content = "" if node.content is None else tinycss2.serialize(node.content)
                subject = tinycss2.serialize(node.prelude).strip()
                is_property = node.lower_at_keyword == "property"
                end = ";" if node.content is None else f"{{{content}}}"
                yield _Group(f"{head}{end}", subject=subject if is_property else "")


def _selectors(tokens: Iterable[Any]) -> Iterator[_Selector]:
    """The selectors of a list, which commas divide."""
    current: list[Any] = []
    for token in [*tokens, None]:
        if token is None or token == ",":
            if current:
                yield _selector(current)
            current = []
        else:
            current.append(token)


def _selector(tokens: Sequence[Any]) -> _Selector:
    names: set[str] = set()
    choices: list[tuple[_Selector, ...]] = []
    before: Any = None
    for token in tokens:
        if token.type == "ident" and before == ".":
            names.add(f".{token.value}")
        elif token.type == "ident" and before != ":":
            names.add(token.lower_value)
        elif token.type == "function" and token.lower_name in _ALTERNATIVES:
            choices.append(tuple(_selectors(token.arguments)))
        before = token
    return _Selector(tinycss2.serialize(tokens).strip(), frozenset(names), tuple(choices))


def _declarations(tokens: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for node in tinycss2.parse_blocks_contents(tokens, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            yield node.name, node.serialize()
        elif node.type != "error":
            # A rule within a rule: as it stands.
            yield "", node.serialize()


def _each_rule(parts: Iterable[_Rule | _Group]) -> Iterator[_Rule]:
    for part in parts:
        if isinstance(part, _Rule):
            yield part
        else:
            yield from _each_rule(part.inside or ())


def _matching(parts: Iterable[_Rule | _Group], names: frozenset[str]) -> Iterator[_Rule | _Group]:
    for part in parts:
        if isinstance(part, _Rule):
            selectors = tuple(each for each in part.selectors if each.is_for(names))
            if selectors:
                yield _Rule(selectors, part.declarations)
        elif part.inside is None:
            yield part
        elif inside := tuple(_matching(part.inside, names)):
            yield _Group(part.head, inside)


def _apart(parts: Iterable[_Rule | _Group], *, is_of_icons: bool) -> Iterator[_Rule | _Group]:
    """What paints the pictures of icons, or all else: their place is kept from the beginning."""
    for part in parts:
        if isinstance(part, _Group):
            if part.inside is not None:
                yield _Group(part.head, tuple(_apart(part.inside, is_of_icons=is_of_icons)))
            elif not is_of_icons:
                yield part
        elif own := tuple(
            (name, text)
            for name, text in part.declarations
            if is_of_icons == (part.is_of_icons and name.startswith(_PAINT))
        ):
            yield _Rule(part.selectors, own)


def _used(parts: Sequence[_Rule | _Group], wanted: Collection[str]) -> set[str]:
    """The custom properties that something shown is drawn with, and those they are made of."""
    used, made_of = set(wanted), dict[str, set[str]]()
    for rule in _each_rule(parts):
        for name, text in rule.declarations:
            named = set(_VARIABLE.findall(text))
            if name.startswith("--"):
                made_of.setdefault(name, set()).update(named - {name})
            else:
                used |= named
    waiting = list(used)
    while waiting:
        more = made_of.get(waiting.pop(), set()) - used
        used |= more
        waiting.extend(more)
    return used


def _written(parts: Iterable[_Rule | _Group], used: Collection[str]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, _Rule):
            texts = [
                text
                for name, text in part.declarations
                if not name.startswith("--") or name in used
            ]
            if texts:
                selectors = ",".join(each.text for each in part.selectors)
                yield f"{selectors}{{{';'.join(texts)}}}"
        elif part.inside is None:
            if not part.subject or part.subject in used:
                yield part.head
        else:
            inside = "".join(_written(part.inside, used))
            if inside:
                yield f"{part.head}{{{inside}}}"
