"""A thread: its head, its poll, the window of its replies."""

from academy_app.components.acts import act
from academy_app.components.discussion.lesson import wonder
from academy_app.components.discussion.marks import fresh_pill, place_chip, tag_chip
from academy_app.components.discussion.post import post
from academy_app.components.editor import compose_button
from academy_app.components.el import (
    Node,
    Value,
    each,
    el,
    fragment,
    has,
    is_empty,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.following import follow_button
from academy_app.components.frame import MENU_ITEM, menu
from academy_app.components.kit import badge, icon, link_button


def heading(head: Value, reader: Value, marks: Value, rights: Value, targets: Value) -> Node:
    return el(
        "header",
        el(
            "div",
            el(
                "nav",
                el(
                    "a",
                    t("feed.title"),
                    href="/community",
                    cls="inline-flex min-h-6 items-center text-sm text-text-secondary "
                    "hover:underline",
                ),
                icon("chevron-next", "!size-4 text-text-tertiary"),
                place_chip(head),
                aria_label=t("thread.way_back"),
                cls="flex min-w-0 items-center gap-1",
            ),
            when(head.moment_href != "", lambda: _moment(head)),
            each(head.tags, tag_chip),
            when(head.is_pinned, lambda: badge(icon("pin", "!size-3.5"), t("thread.is_pinned"))),
            when(head.is_locked, lambda: badge(icon("lock", "!size-3.5"), t("thread.is_locked"))),
            when(head.is_deleted, lambda: badge(icon("trash", "!size-3.5"), t("thread.is_gone"))),
            cls="flex flex-wrap items-center gap-2",
        ),
        el("h1", head.title, cls="mt-3 text-2xl font-semibold wrap-anywhere sm:text-3xl"),
        el(
            "div",
            when(
                head.answer_id != 0,
                lambda: link_button(
                    icon("check", "!size-4"), t("thread.to_answer"), href=head.answer_href
                ),
            ),
            when(
                head.lesson_id != 0,
                lambda: wonder(head, head.author_id, reader, marks.is_wondering),
            ),
            follow_button("thread", head.id, marks.follow, is_own=head.author_id == reader),
            when(rights.keep_order, lambda: _order_menu(head, targets)),
            cls="mt-4 flex flex-wrap items-center gap-2",
        ),
    )


def _moment(head: Value) -> Node:
    """Of which second of the lesson's video it speaks."""
    return el(
        "a",
        icon("play", "!size-3"),
        t("thread.at_time", time=head.time),
        href=head.moment_href,
        cls="inline-flex min-h-6 items-center gap-1 text-sm text-link hover:underline tabular-nums",
    )


def _order_menu(head: Value, targets: Value) -> Node:
    return menu(
        icon("settings"),
        _toggle("pin", head.is_pinned, head, t("thread.pin"), t("thread.unpin")),
        _toggle("lock", head.is_locked, head, t("thread.lock"), t("thread.unlock")),
        when(
            head.category_id != 0,
            lambda: el(
                "p",
                t("thread.move_to"),
                data_targets="",
                cls="mt-1 border-t border-border-light px-3 pt-2 pb-1 text-xs text-text-tertiary",
            ),
        ),
        when(
            head.category_id != 0,
            lambda: each(
                targets,
                lambda target: el(
                    "button",
                    icon("chevron-next"),
                    el("span", target.name, cls="truncate"),
                    type="button",
                    key=target.id,
                    cls=MENU_ITEM,
                    **act(
                        "move",
                        f"/community/threads/{head.id}/category",
                        body=f'{{"categoryId":{target.id}}}',
                    ),
                ),
            ),
        ),
        label=t("thread.order"),
    )


def _toggle(name: str, is_on: Value, head: Value, on: Value, off: Value) -> Node:
    to = f"/community/threads/{head.id}/{name}"
    return when(
        is_on,
        lambda: _act(name, off, act(name, to, method="DELETE")),
        lambda: _act(name, on, act(name, to)),
    )


def _act(icon_name: str, label: Value, attributes: dict[str, Value]) -> Node:
    return el("button", icon(icon_name), label, type="button", cls=MENU_ITEM, **attributes)


def poll(head: Value, marks: Value) -> Node:
    """The thread's question: choices with what was chosen so far. thread.js sends the vote."""
    return when(
        is_empty(head.poll.options),
        None,
        lambda: el(
            "section",
            el(
                "ul",
                each(
                    head.poll.options,
                    lambda option: _option(option, head, has(marks.votes, option.id)),
                ),
                role="list",
                cls="flex flex-col gap-2",
            ),
            el(
                "p",
                t("poll.voters", count=head.poll.voters),
                " · ",
                pick(
                    head.poll.is_closed,
                    t("poll.is_closed"),
                    pick(head.poll.is_multiple, t("poll.several"), t("poll.one")),
                ),
                cls="mt-3 text-sm text-text-secondary",
            ),
            aria_label=t("poll.label"),
            cls="mt-5 rounded-2xl border border-border-light bg-surface-primary-alt p-4",
        ),
    )


def _option(option: Value, head: Value, is_mine: Value) -> Node:
    return el(
        "li",
        el(
            "button",
            el(
                "span",
                icon("check", "!size-4 invisible group-aria-pressed:visible"),
                el("span", option.text, cls="flex-1 wrap-anywhere"),
                el(
                    "span",
                    t("poll.percent", percent=option.percent, count=option.votes),
                    cls="text-sm tabular-nums text-text-secondary",
                ),
                cls="relative flex items-center gap-2",
            ),
            el(
                "progress",
                value=option.percent,
                max=100,
                aria_hidden="true",
                cls="relative mt-1.5 !h-1.5 w-full",
            ),
            type="button",
            data_vote=option.id,
            aria_pressed=is_mine,
            disabled=head.poll.is_closed,
            cls="group w-full rounded-xl border border-border-medium px-3 py-2 text-start "
            "cursor-pointer hover:bg-surface-hover aria-pressed:border-accent "
            "disabled:cursor-default disabled:hover:bg-transparent",
        ),
        key=option.id,
    )


def opening(rows: Value, me: Value, marks: Value, rights: Value) -> Node:
    return el("div", each(rows, lambda row: post(row, me, marks, rights)), cls="mt-2")


def replies(rows: Value, me: Value, marks: Value, rights: Value) -> Node:
    return el(
        "div",
        each(rows, lambda row: post(row, me, marks, rights)),
        id="replies",
        cls="divide-y divide-border-light",
    )


def replies_title(head: Value) -> Node:
    return el(
        "h2",
        t("thread.replies", count=head.replies),
        id="replies-title",
        cls="text-lg font-semibold",
    )


def earlier(before: Value, href: Value) -> Node:
    """The way to what stands above the window."""
    return _way(before, "data_before", href, "chevron-up", t("thread.earlier"))


def later(after: Value, href: Value) -> Node:
    """The way to what stands beneath the window."""
    return _way(after, "data_after", href, "chevron-down", t("thread.later"))


def _way(cursor: Value, mark: str, href: Value, icon_name: str, label: Value) -> Node:
    return when(
        cursor != "",
        lambda: el(
            "p",
            link_button(icon(icon_name, "!size-4"), label, href=href, **{mark: cursor}),
            cls="my-4 text-center",
        ),
    )


def new_replies(fresh: Value) -> Node:
    """Those that came in beneath what is being read; a press goes to the first of them."""
    return fresh_pill(
        fresh, "chevron-down", lambda: t("thread.fresh", count=fresh.length()), "bottom-4"
    )


def answer_bar(head: Value, rights: Value) -> Node:
    """The way to reply to the thread, or why there is none."""
    return el(
        "div",
        when(
            rights.reply,
            lambda: compose_button(
                icon("reply", "!size-4"),
                t("thread.reply"),
                kind="reply",
                thread=head.id,
                cls="!bg-surface-submit !text-white hover:!bg-surface-submit-hover",
            ),
            lambda: el(
                "p",
                icon("lock", "!size-4"),
                t_of(rights.reply_reason),
                cls="flex items-center gap-2 text-sm text-text-secondary",
            ),
        ),
        cls="mt-6 border-t border-border-light pt-5",
    )


def no_replies() -> Node:
    return fragment(el("p", t("thread.no_replies"), cls="py-6 text-text-secondary"))
