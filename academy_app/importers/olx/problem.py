"""Problems of Open edX as questions in text."""

import re
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final

from academy_app.core.i18n import translate
from academy_app.importers.courses.xml import Element

_GROUPS: Final = frozenset({"choicegroup", "checkboxgroup", "radiogroup", "optioninput"})
_HINTS: Final = frozenset(
    {"choicehint", "optionhint", "stringequalhint", "correcthint", "compoundhint", "hintpart"}
    | {"regexphint", "hint", "demandhint"}
)
_ANSWERS: Final = frozenset({"stringresponse", "numericalresponse", "formularesponse"})
_PROGRAMS: Final = frozenset({"script", "customresponse_script", "style"})
_PLAIN: Final = frozenset(
    {"problem", "textline", "formulaequationinput", "responseparam", "additional_answer"}
    | {"multiplechoiceresponse", "choiceresponse", "optionresponse", "label", "description"}
    | {"solution", "text", "truefalseresponse", "customresponse", "additional", *_ANSWERS}
)


@dataclass
class Problem:
    """A problem as HTML, with what is not carried over: programs, and kinds of answers that need
    one. `attributes` are for the report."""

    language: str
    programs: list[tuple[int, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)

    def html(self, problem: Element) -> str:
        """What is asked, with the answers behind a fold."""
        asked = self._asked(problem)
        if not self.answers:
            return asked
        summary = escape(translate(self.language, "import.answers"))
        return f"{asked}<details><summary>{summary}</summary>{''.join(self.answers)}</details>"

    def _asked(self, element: Element) -> str:
        parts = [escape(element.text, quote=False)]
        for child in element.children:
            parts += [self._child(child), escape(child.tail, quote=False)]
        return "".join(parts)

    def _child(self, child: Element) -> str:
        name = child.name
        if name in _PROGRAMS:
            self.programs.append((child.line, " ".join(child.words().split())))
            return ""
        if name in _GROUPS:
            return self._choices(child)
        if name == "solution" or name in _HINTS:
            self.answers.append(f"<div>{self._remark(child)}</div>")
            return ""
        self._note_answers(child)
        if name in _PLAIN or name.endswith(("response", "input")):
            tag = "p" if name in {"label", "description"} else "div"
            self._note_attributes(child)
            return f"<{tag}>{self._asked(child)}</{tag}>"
        bare = Element(name, child.attributes, child.line)
        opened, _, closed = bare.markup().partition("></")
        return f"{opened}>{self._asked(child)}</{closed}" if closed else bare.markup()

    def _choices(self, group: Element) -> str:
        boxes, solved = [], []
        for words, is_right, remark in _options(group):
            boxes.append(f'<li data-task=" ">{words}</li>')
            box = "x" if is_right else " "
            solved.append(f'<li data-task="{box}">{words} {remark}</li>')
        rest = [child for child in group.children if child.name not in {"choice", "option"}]
        said = "".join(self._child(child) for child in rest)
        self.answers.append(f"<ul>{''.join(solved)}</ul>")
        return f"{said}<ul>{''.join(boxes)}</ul>"

    def _note_answers(self, element: Element) -> None:
        """Right answers that stand in attributes."""
        found = element.get("answer") if element.name in _ANSWERS else ""
        found = element.get("answer") if element.name == "additional_answer" else found
        tolerance = next(
            (
                child.get("default")
                for child in element.all("responseparam")
                if child.get("type") == "tolerance"
            ),
            "",
        )
        if found:
            shown = f"{found} ± {tolerance}" if tolerance else found
            self.answers.append(f"<ul><li>{escape(shown)}</li></ul>")
        for wrong in element.all("stringequalhint"):
            self.answers.append(f"<p>{escape(wrong.get('answer'))}</p>")

    def _note_attributes(self, element: Element) -> None:
        for name in ("label", "trailing_text", "expect", "cfn", "samples"):
            if element.get(name):
                self.attributes.append(element.get(name))

    def _remark(self, element: Element) -> str:
        label = element.get("label")
        return f"{escape(label)} {self._asked(element)}" if label else self._asked(element)


def _options(group: Element) -> Iterator[tuple[str, bool, str]]:
    """Words in HTML, whether they are right, and what is said of them."""
    for option in group.all("choice", "option"):
        hints = [child for child in option.children if child.name in _HINTS]
        words = _without(option, hints)
        remark = " ".join(f"{escape(hint.get('label'))} {hint.inner()}".strip() for hint in hints)
        yield words, option.get("correct").lower() == "true", remark
    listed = group.get("options")
    if listed:
        right = group.get("correct")
        for words in _listed(listed):
            yield escape(words), words == right, ""


def _without(element: Element, left_out: list[Element]) -> str:
    parts = [escape(element.text, quote=False)]
    for child in element.children:
        parts.append("" if child in left_out else child.markup())
        parts.append(escape(child.tail, quote=False))
    return "".join(parts).strip()


def _listed(options: str) -> list[str]:
    """The texts of `('one','two')`."""
    try:
        found = literal_eval(options)
        return [str(each) for each in (found if isinstance(found, tuple) else (found,))]
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [each.strip() for each in re.split(r",", options.strip("()")) if each.strip()]
