"""Everything with which members write: threads, replies, edits, questions under a lesson.

    editor(t=..., member_id=..., api=None)

One on every page, for what an earlier one could not send. Until it is asked for, the page has only
an ear of it: `compose.js` (in the assets) hears presses on `data-compose` and `data-history`, the
editor hears on `window`

    academy:compose  {kind: "thread", categoryId?}
                     {kind: "reply", threadId, postId?, author?, quote?}
                     {kind: "edit", postId}
                     {kind: "question", lessonId, videoId?, seconds?}
    academy:history  {postId}: what the post said before

and tells `academy:acted` {act: kind, id, answer} when the server has taken something in, `id` being
an edited post's, else the thread's. A new thread's author is led to its page.
`academy:post` {event: "sent" | "refused" | "waiting" | "signed-out", parcel, answer} tells all.

What is typed is kept in the browser at once and on the server a second later, by `draft key`
(`new`, `thread-12`, `post-40`, `lesson-7`). What is sent is kept until the server has it.
"""

from collections.abc import Callable
from pathlib import Path

import reflex as rx
from reflex_base.config import get_config

from academy_app.components import player  # noqa: F401  the editor's scripts import some of its
from academy_app.components.editor.texts import texts_of
from academy_app.components.el import Node, Value, el, pick, t
from academy_app.components.kit import button, icon
from academy_app.components.scripts import linked

_MODULES = {source.name: linked(source) for source in sorted(Path(__file__).parent.glob("*.js*"))}

Translate = Callable[..., rx.Var[str]]


class Editor(rx.Component):
    """editor.jsx; the rest is fetched when it is first needed, or when nothing else is to do."""

    library = _MODULES["editor.jsx"]
    tag = "Editor"

    texts: rx.Var[dict[str, str]]
    member_id: rx.Var[int]
    api: rx.Var[str]


def editor(*, t: Translate, member_id: Value, api: str | None = None) -> rx.Component:
    """Draws nothing until it is asked for, and never for visitors, whose `member_id` is 0."""
    return Editor.create(
        texts=texts_of(t),
        member_id=member_id,
        api=api or get_config().prepend_backend_path("/api/lms"),
    )


def compose_button(*children: Node, kind: str, cls: str = "", **asked: Value) -> Node:
    """A button that opens the editor: `thread`, `post`, `author`, `category`, `lesson`, `video`,
    `seconds` say for what; with kind="quote" it quotes what is selected in the post."""
    named = {f"data_{name}": value for name, value in asked.items()}
    return button(*children, data_compose=kind, aria_haspopup="dialog", cls=cls, **named)


def new_thread_button(category_id: Value = None) -> Node:
    named = {} if category_id is None else {"category": category_id}
    return compose_button(icon("plus", "!size-4"), t("editor.new_thread"), kind="thread", **named)


def edited_button(post_id: Value, edited_by: Value) -> Node:
    """Tells that a post was edited, by whom if not its author, and opens what it said before."""
    return el(
        "button",
        pick(edited_by == "", t("editor.edited"), t("post.edited_by", name=edited_by)),
        type="button",
        data_history=post_id,
        aria_haspopup="dialog",
        cls="min-h-6 cursor-pointer rounded px-1 text-xs text-text-tertiary hover:underline",
    )
