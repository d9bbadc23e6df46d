"""The list of threads: what there is, in which order, what is new."""

from academy_app.components.course import opens_at
from academy_app.components.discussion.marks import (
    count,
    fresh_pill,
    place_chip,
    signs,
    tag_chip,
    unread_dot,
)
from academy_app.components.el import (
    Node,
    Value,
    ago,
    beyond_the_router,
    each,
    el,
    fragment,
    has,
    n,
    no,
    pick,
    t,
    when,
)
from academy_app.components.kit import LINK, icon
from academy_app.components.person import author_badge, person_link

# What a feed is asked for instead of a category: what stands under lessons.
LESSONS = "@lessons"
_TAB = (
    "inline-flex min-h-9 items-center rounded-lg px-3 text-sm font-medium text-text-secondary "
    "hover:bg-surface-hover aria-[current=true]:bg-surface-active "
    "aria-[current=true]:text-text-primary"
)
_PLACE = (
    "flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm text-text-secondary "
    "hover:bg-surface-hover aria-[current=true]:bg-surface-active aria-[current=true]:font-medium "
    "aria-[current=true]:text-text-primary whitespace-nowrap"
)


def category_list(categories: Value, chosen: Value) -> Node:
    """At the left of the threads; on phones a row above them. What stands under lessons comes
    last."""
    return el(
        "nav",
        el(
            "ul",
            el(
                "li",
                el(
                    "a",
                    icon("chat"),
                    t("feed.all"),
                    href="/community",
                    aria_current=pick(chosen == "", "true", "false"),
                    cls=_PLACE,
                ),
            ),
            each(categories, lambda category: _category(category, chosen)),
            el(
                "li",
                el(
                    "a",
                    icon("book"),
                    t("feed.lessons"),
                    href=f"/community?category={LESSONS}",
                    aria_current=pick(chosen == LESSONS, "true", "false"),
                    cls=_PLACE,
                ),
            ),
            role="list",
            # What is only said has a place, too: it must not widen the page.
            cls="relative flex gap-1 overflow-x-auto pb-1 lg:flex-col lg:overflow-visible",
        ),
        aria_label=t("feed.categories"),
        data_scroll="categories",
        cls="min-w-0 lg:sticky lg:top-20 lg:w-56 lg:shrink-0",
    )


def _category(category: Value, chosen: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            el(
                "span",
                icon(category.icon, "!size-4"),
                data_colour=category.colour,
                cls="avatar inline-flex size-6 shrink-0 items-center justify-center rounded-md "
                "text-white",
            ),
            el("span", category.name, cls="flex-1 truncate"),
            when(category.is_archived, lambda: icon("lock", "!size-3.5")),
            when(
                category.is_locked,
                lambda: el(
                    "span",
                    icon("lock", "!size-3.5"),
                    el("span", t("person.level", level=category.level), aria_hidden="true"),
                    el("span", t("course.opens_at", level=category.level), cls="sr-only"),
                    cls="flex items-center gap-1 text-xs text-text-tertiary",
                ),
            ),
            when(
                category.unread != 0,
                lambda: el(
                    "span",
                    el("span", n(category.unread), aria_hidden="true"),
                    el("span", t("feed.unread", count=category.unread), cls="sr-only"),
                    cls="rounded-full bg-accent px-1.5 text-xs tabular-nums text-text-inverted",
                ),
            ),
            href=category.href,
            aria_current=pick(chosen == category.slug, "true", "false"),
            cls=_PLACE,
        ),
        key=category.id,
    )


def closed(category: Value) -> Node:
    """What a category says of itself whose level the member has not reached."""
    return el(
        "section",
        el("h2", opens_at(category.level), cls="font-medium"),
        el(
            "p",
            t("category.level", level=category.level),
            " ",
            el("a", t("course.how_levels_work"), href="/leaderboard", cls=LINK),
            cls="mt-2 text-sm text-text-secondary",
        ),
        cls="mt-6 rounded-2xl border border-border-light bg-surface-primary-alt p-4",
    )


def orders(wish: Value, hrefs: Value) -> Node:
    """How the list is sorted, and what of it is shown."""
    return el(
        "nav",
        _tab(t("feed.active"), hrefs.active, (wish.sort == "active") & no(wish.is_unanswered)),
        _tab(t("feed.new"), hrefs.new, (wish.sort == "new") & no(wish.is_unanswered)),
        _tab(t("feed.top"), hrefs.top, wish.sort == "top"),
        _tab(t("feed.unanswered"), hrefs.unanswered, wish.is_unanswered),
        when(
            wish.sort == "top",
            lambda: el(
                "span",
                _tab(t("feed.week"), hrefs.week, wish.period == "week"),
                _tab(t("feed.month"), hrefs.month, wish.period == "month"),
                _tab(t("feed.ever"), hrefs.top, wish.period == "all"),
                role="group",
                aria_label=t("feed.period"),
                cls="flex gap-1 border-s border-border-light ps-2",
            ),
        ),
        when(
            wish.tag != "",
            lambda: el(
                "a",
                "#",
                wish.tag,
                icon("close", "!size-4"),
                el("span", t("feed.every_tag"), cls="sr-only"),
                href=hrefs.every_tag,
                title=t("feed.every_tag"),
                cls="ms-2 inline-flex min-h-9 items-center gap-1 rounded-full "
                "bg-surface-tertiary px-3 text-sm hover:bg-surface-hover",
            ),
        ),
        aria_label=t("feed.order"),
        cls="flex flex-wrap items-center gap-1",
    )


def _tab(label: Value, href: Value, is_chosen: Value) -> Node:
    return el("a", label, href=href, aria_current=pick(is_chosen, "true", "false"), cls=_TAB)


def thread_list(threads: Value, unread: Value) -> Node:
    return el(
        "ol",
        each(threads, lambda card: thread_row(card, has(unread, card.id))),
        role="list",
        id="threads",
        cls="divide-y divide-border-light",
    )


def thread_row(card: Value, is_unread: Value) -> Node:
    """A thread as a whole that can be clicked, with one link inside it for everyone."""
    return el(
        "li",
        author_badge(card.author),
        el(
            "div",
            el(
                "div",
                el(
                    "h3",
                    el(
                        "a",
                        card.title,
                        href=card.href,
                        cls="after:absolute after:inset-0 after:rounded-xl",
                    ),
                    cls=pick(
                        is_unread,
                        "text-base leading-snug font-semibold wrap-anywhere",
                        "text-base leading-snug font-medium text-text-secondary wrap-anywhere",
                    ),
                ),
                signs(card),
                when(is_unread, unread_dot),
                cls="flex items-center gap-2",
            ),
            el("p", card.excerpt, cls="mt-0.5 line-clamp-1 text-sm text-text-secondary"),
            _facts(card),
            cls="min-w-0 flex-1",
        ),
        key=card.id,
        data_thread=card.id,
        cls="relative flex items-start gap-4 rounded-xl px-2 py-4 hover:bg-surface-primary-alt "
        "sm:px-3",
    )


def _facts(card: Value) -> Node:
    return el(
        "div",
        el("span", place_chip(card), cls="relative z-10 min-w-0"),
        el(
            "span",
            when(
                card.last_author.id != 0,
                lambda: fragment(
                    when(card.replies != 0, lambda: fragment(t("feed.last_reply_by"), " ")),
                    person_link(card.last_author.id, card.last_author.name),
                ),
            ),
            " ",
            ago(card.activity_at),
            cls="relative z-10 text-sm text-text-tertiary",
        ),
        each(card.tags, tag_chip),
        el(
            "span",
            count("reply", card.replies, t("feed.replies", count=card.replies)),
            when(
                card.likes != 0,
                lambda: count("heart", card.likes, t("feed.likes", count=card.likes)),
            ),
            when(
                card.wonderers != 0,
                lambda: count(
                    "question", card.wonderers, t("feed.wonderers", count=card.wonderers)
                ),
            ),
            cls="ms-auto flex items-center gap-3",
        ),
        cls="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1",
    )


def lessons_hint(href: Value) -> Node:
    """Where questions come from, and that this list waits to be asked."""
    return el(
        "p",
        t("feed.lessons_text"),
        " ",
        el("a", t("feed.reload"), href=href, **beyond_the_router(), cls=LINK),
        cls="mt-1 text-text-secondary",
    )


def new_threads(fresh: Value) -> Node:
    return fresh_pill(
        fresh, "chevron-up", lambda: t("feed.fresh", count=fresh.length()), "top-16 h-0 *:mt-1"
    )


def more(following: Value, href: Value) -> Node:
    """The way to what follows: a link, which feed.js follows on scrolling."""
    return when(
        following != "",
        lambda: fragment(
            el(
                "p",
                el(
                    "a",
                    t("feed.more"),
                    href=href,
                    data_more="",
                    cls="inline-flex min-h-9 items-center rounded-lg border border-border-medium "
                    "px-3 text-sm font-medium hover:bg-surface-hover",
                ),
                cls="mt-4 text-center",
            )
        ),
    )
