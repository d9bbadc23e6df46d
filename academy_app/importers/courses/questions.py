"""Questions of other systems as text: to think about, with the answers to open."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from academy_app.core.i18n import translate


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose, in HTML; `remark` is what is said of it."""

    html: str
    is_correct: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`prompt`, `remarks` (what is said of the answers) and the choices are HTML; `answers` are
    texts that are right where nothing is to be chosen."""

    prompt: str
    choices: tuple[Choice, ...] = ()
    answers: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    title: str = ""


_BOX: Final = '<li data-task="{box}">{words}</li>'


def question_html(question: Question, language: str) -> str:
    """The question, what there is to choose, and the answers behind a fold."""
    parts = [f"<h3>{escape(question.title)}</h3>" if question.title else "", question.prompt]
    if question.choices:
        parts.append(_boxes([(" ", choice.html) for choice in question.choices]))
    solved = _solution(question)
    if solved:
        summary = escape(translate(language, "import.answers"))
        parts.append(f"<details><summary>{summary}</summary>{solved}</details>")
    return "\n".join(filter(None, parts))


def _solution(question: Question) -> str:
    parts = []
    if any(choice.is_correct or choice.remark for choice in question.choices):
        parts.append(
            _boxes(
                [
                    ("x" if choice.is_correct else " ", f"{choice.html} {choice.remark}".strip())
                    for choice in question.choices
                ]
            )
        )
    if question.answers:
        items = "".join(f"<li>{escape(answer)}</li>" for answer in question.answers)
        parts.append(f"<ul>{items}</ul>")
    parts += [f"<div>{remark}</div>" for remark in question.remarks if remark]
    return "".join(parts)


def _boxes(items: Sequence[tuple[str, str]]) -> str:
    return f"<ul>{''.join(_BOX.format(box=box, words=words) for box, words in items)}</ul>"
