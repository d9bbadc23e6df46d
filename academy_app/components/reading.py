"""The mark at the end of a text that tells that it was read; see reading.js."""

import reflex as rx
from reflex.event import no_args_event_spec

from academy_app.components.el import Node, Value


class ReadingEnd(rx.Component):
    library = "$/public/reading.js"
    tag = "ReadingEnd"

    lesson_id: rx.Var[int]
    on_read: rx.EventHandler[no_args_event_spec]


def reading_end(lesson_id: Value, on_read: Value) -> Node:
    return ReadingEnd.create(lesson_id=lesson_id, on_read=on_read, key=lesson_id)
