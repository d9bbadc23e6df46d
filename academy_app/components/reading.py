"""What a text needs from the live page: formulas set, code to copy, word that it was read."""

import reflex as rx
from reflex.event import no_args_event_spec

from academy_app.components.el import Node, Value


class ReadingEnd(rx.Component):
    library = "$/public/reading.js"
    tag = "ReadingEnd"

    lesson_id: rx.Var[int]
    minutes: rx.Var[int]
    on_read: rx.EventHandler[no_args_event_spec]  # type: ignore[type-arg,valid-type]  # as Reflex wants it


def reading_end(lesson_id: Value, minutes: Value, on_read: Value) -> Node:
    """`minutes` is how long the text takes at an ordinary speed."""
    return ReadingEnd.create(lesson_id=lesson_id, minutes=minutes, on_read=on_read, key=lesson_id)


class Formulas(rx.Component):
    """Sets the formulas of the text before it. KaTeX comes only where a lesson has some."""

    library = "$/public/formulas.js"
    tag = "Formulas"

    text: rx.Var[str]


def formulas(html: Value) -> Node:
    """`html` is the text whose formulas are to be set; it stands just before."""
    return Formulas.create(text=html)


class CopyCode(rx.Component):
    """Buttons that copy blocks of code."""

    library = "$/public/copy.js"
    tag = "CopyCode"


def copy_code() -> Node:
    """Once on a page of texts."""
    return CopyCode.create()
