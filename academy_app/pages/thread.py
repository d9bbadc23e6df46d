"""/community/<thread>: a thread and what was replied."""

from academy_app.components import forms, live
from academy_app.components.discussion import thread as parts
from academy_app.components.discussion.scripts import thread_keeper
from academy_app.components.el import Node, both, el, is_empty, live_only, when
from academy_app.components.reading import copy_code
from academy_app.pages.page import Page, Screen
from academy_app.state.thread import ThreadState, load_thread


def draw(screen: Screen) -> Node:
    head, marks, rights = screen.head, screen.marks, screen.rights
    return el(
        "div",
        parts.heading(head, screen.reader, marks, rights, screen.targets),
        parts.opening(screen.opening, screen.me, marks, rights),
        parts.poll(head, marks),
        el(
            "div",
            parts.replies_title(head),
            live_only(lambda: live.here(channel=_channel(screen))),
            cls="mt-4 flex flex-wrap items-center justify-between gap-3 border-t "
            "border-border-light pt-6",
        ),
        parts.earlier(screen.before, f"{head.href}?before={screen.before}"),
        when(
            both(is_empty(screen.replies), screen.before == ""),
            parts.no_replies,
            lambda: parts.replies(screen.replies, screen.me, marks, rights),
        ),
        parts.later(screen.after, f"{head.href}?after={screen.after}"),
        parts.new_replies(screen.fresh),
        live_only(lambda: live.writing(channel=_channel(screen), member_id=screen.me.id)),
        parts.answer_bar(head, rights),
        forms.confirmation(),
        live_only(copy_code),
        live_only(lambda: thread_keeper(ThreadState.get_full_name())),
        cls="mx-auto max-w-3xl",
    )


def _channel(screen: Screen) -> Node:
    return f"thread:{screen.head.id}"


PAGE = Page(
    "/community/[thread]",
    "feed.title",
    draw,
    ThreadState,
    load_thread,
    title_of=lambda screen: screen.head.title,
)
