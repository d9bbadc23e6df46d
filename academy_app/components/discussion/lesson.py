"""What is said under a lesson, on the lesson's own page."""

from academy_app.components.acts import act
from academy_app.components.discussion.marks import count, moment_link, signs, unread_dot
from academy_app.components.editor import compose_button
from academy_app.components.el import (
    Node,
    Value,
    ago,
    each,
    el,
    fragment,
    has,
    is_empty,
    n,
    t,
    when,
)
from academy_app.components.kit import icon, link_button
from academy_app.components.person import author_badge, person_link

TALK = "talk"
LATEST = 3


def talk(screen: Value, video_id: Value) -> Node:
    """The lesson's threads. `screen` has them with what their reader did; `video_id` is that of
    the video on the page, None without one."""
    return el(
        "section",
        el(
            "div",
            el("h2", t("talk.title"), id=f"{TALK}-title", cls="flex-1 text-xl font-semibold"),
            ask_button(screen.lesson.id, video_id),
            cls="flex flex-wrap items-center justify-between gap-3",
        ),
        when(
            is_empty(screen.threads),
            lambda: el(
                "p",
                t("talk.nothing_beside_words" if video_id is None else "talk.nothing_text"),
                cls="mt-3 text-text-secondary",
            ),
            lambda: el(
                "ol",
                each(screen.threads, lambda card: _row(card, screen)),
                role="list",
                cls="mt-3 divide-y divide-border-light",
            ),
        ),
        when(screen.has_more, lambda: _more(screen.lesson.id)),
        id=TALK,
        tab_index=-1,
        aria_labelledby=f"{TALK}-title",
        cls="mt-12 scroll-mt-20 border-t border-border-light pt-8 outline-none",
    )


def ask_button(lesson_id: Value, video_id: Value) -> Node:
    """lesson.js adds the second of the video that is on."""
    named = {} if video_id is None else {"video": video_id}
    return compose_button(
        icon("question", "!size-4"), t("talk.ask"), kind="question", lesson=lesson_id, **named
    )


def _row(card: Value, screen: Value) -> Node:
    return el(
        "li",
        author_badge(card.author),
        el(
            "div",
            el(
                "div",
                el(
                    "h3",
                    el("a", card.title, href=card.href, cls="after:absolute after:inset-0"),
                    cls="font-medium leading-snug wrap-anywhere",
                ),
                signs(card),
                when(has(screen.unread, card.id), unread_dot),
                cls="flex items-center gap-2",
            ),
            el("p", card.excerpt, cls="mt-0.5 line-clamp-1 text-sm text-text-secondary"),
            el(
                "div",
                when(card.moment_href != "", lambda: moment_link(card, "relative z-10")),
                el(
                    "span",
                    when(
                        card.last_author.id != 0,
                        lambda: person_link(card.last_author.id, card.last_author.name),
                    ),
                    " ",
                    ago(card.activity_at),
                    cls="relative z-10 text-sm text-text-tertiary",
                ),
                el(
                    "span",
                    count("reply", card.replies, t("feed.replies", count=card.replies)),
                    wonder(card, card.author.id, screen.reader, has(screen.wondering, card.id)),
                    cls="relative z-10 ms-auto flex items-center gap-3",
                ),
                cls="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            cls="min-w-0 flex-1",
        ),
        key=card.id,
        data_thread=card.id,
        cls="relative flex items-start gap-4 rounded-xl px-2 py-4 hover:bg-surface-primary-alt",
    )


def wonder(thread: Value, author_id: Value, reader: Value, is_on: Value) -> Node:
    """One has this question, too; who asked it sees how many have."""
    return when(
        author_id == reader,
        lambda: when(
            thread.wonderers != 0,
            lambda: count(
                "question", thread.wonderers, t("feed.wonderers", count=thread.wonderers)
            ),
        ),
        lambda: el(
            "button",
            icon("question", "!size-4"),
            el("span", t("thread.wonder"), cls="max-sm:sr-only"),
            el("span", n(thread.wonderers), data_count="", cls="tabular-nums"),
            type="button",
            title=t("thread.wonder"),
            cls="inline-flex min-h-8 items-center gap-2 rounded-lg border border-border-medium "
            "px-2.5 text-sm font-medium cursor-pointer hover:bg-surface-hover "
            "aria-pressed:border-accent aria-pressed:text-accent",
            **act(
                "wonder",
                f"/community/threads/{thread.id}/wonder",
                target=thread.id,
                is_on=is_on,
            ),
        ),
    )


def _more(lesson_id: Value) -> Node:
    return el(
        "p",
        link_button(t("talk.more"), href=f"/community?category=@lesson-{lesson_id}"),
        cls="mt-4 text-center",
    )


def latest(threads: Value) -> Node:
    """The newest of them for the course's sidebar, and the way to all."""
    return el(
        "section",
        el("h2", t("talk.title"), cls="mb-2 text-sm font-semibold"),
        when(
            is_empty(threads),
            lambda: el("p", t("talk.nothing"), cls="text-sm text-text-secondary"),
            lambda: el(
                "ul",
                each(threads[:LATEST], _latest),
                role="list",
                cls="flex flex-col gap-1",
            ),
        ),
        el(
            "a",
            icon("chevron-down", "!size-4"),
            t("talk.down"),
            href=f"#{TALK}",
            data_talk="",
            cls="mt-1 inline-flex min-h-9 items-center gap-1.5 text-sm font-medium hover:underline",
        ),
        cls="border-t border-border-light p-4",
    )


def _latest(card: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            el("span", card.title, cls="block truncate text-sm"),
            el(
                "span",
                ago(card.activity_at),
                when(
                    card.replies != 0,
                    lambda: fragment(" · ", t("feed.replies", count=card.replies)),
                ),
                when(card.has_answer, lambda: fragment(" · ", t("thread.is_answered"))),
                cls="block text-xs text-text-tertiary",
            ),
            href=card.href,
            cls="block rounded-lg px-2 py-1.5 hover:bg-surface-hover",
        ),
        key=card.id,
    )
