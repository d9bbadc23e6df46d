"""Members: their level, their picture with it, their page, the boards they stand on."""

from pathlib import Path

import reflex as rx

from academy_app.components import live as _live  # noqa: F401  its modules are imported by ours
from academy_app.components.el import (
    Node,
    Value,
    date,
    each,
    el,
    fragment,
    is_empty,
    n,
    no,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.following import follow_button
from academy_app.components.kit import avatar, badge, empty, icon, link_button, panel, progress
from academy_app.components.scripts import linked

HIGHEST = 9
_SMALL = "size-4 text-[0.625rem]"
_LARGE = "size-7 text-sm"


class PersonMarks(rx.Component):
    """person_marks.js: what the reader marks in other tabs."""

    library = linked(Path(__file__).with_name("person_marks.js"))
    tag = "PersonMarks"


def marks() -> Node:
    return PersonMarks.create()


def person_href(person_id: Value) -> Value:
    return f"/people/{person_id}"


def person_link(person_id: Value, name: Value, cls: str = "font-medium hover:underline") -> Node:
    """A member's name; resting on it shows their card (people.js)."""
    return el("a", name, href=person_href(person_id), cls=cls)


def level_badge(level: Value, cls: str = _SMALL) -> Node:
    """The level as a small round number."""
    return el(
        "span",
        el("span", t("person.level", level=level), cls="sr-only"),
        el("span", level, aria_hidden="true"),
        cls="inline-flex shrink-0 items-center justify-center rounded-full bg-accent "
        "font-semibold leading-none text-text-inverted " + cls,
    )


def author_badge(author: Value, cls: str = "", *, is_large: bool = False) -> Node:
    """An author's picture with their level at its lower edge; an Author or a PersonCard. `cls`
    gives a small picture another size."""
    size = "!size-20 !text-2xl" if is_large else cls
    place = "absolute end-0 bottom-0" if is_large else "absolute -end-1.5 -bottom-1"
    level = _LARGE if is_large else _SMALL
    return el(
        "span",
        avatar(author.name, author.initials, author.picture, author.colour, size),
        when(
            author.id != 0,
            lambda: level_badge(author.level, f"{level} {place} ring-2 ring-presentation"),
        ),
        cls="relative inline-flex shrink-0 self-start",
    )


def role_badge(role: Value) -> Node:
    """What a member is here; nothing for who is one as most are."""
    return when(role != "USER", lambda: badge(t_of("role." + role.lower())))


def leaderboard_link(cls: str = "") -> Node:
    return link_button(icon("trophy"), t("leaderboard.title"), href="/leaderboard", cls=cls)


def head(profile: Value) -> Node:
    """Who it is."""
    person = profile.person
    return el(
        "div",
        author_badge(person, is_large=True),
        el(
            "div",
            el(
                "div",
                el("h1", person.name, cls="min-w-0 text-2xl font-semibold wrap-anywhere"),
                when(
                    no(profile.is_me),
                    lambda: el(
                        "div",
                        follow_button("member", person.id, profile.follow),
                        cls="ms-auto shrink-0",
                    ),
                ),
                cls="flex flex-wrap items-start gap-x-4 gap-y-2",
            ),
            el(
                "div",
                role_badge(person.role),
                when(profile.is_me, lambda: badge(t("person.you"))),
                when(no(person.is_active), lambda: badge(t("person.gone"))),
                cls="mt-2 flex flex-wrap gap-1.5 empty:hidden",
            ),
            when(
                person.bio != "",
                lambda: el(
                    "p",
                    person.bio,
                    cls="mt-3 whitespace-pre-line text-text-secondary wrap-anywhere",
                ),
            ),
            el(
                "p",
                t("person.joined", day=date(person.joined_at)),
                cls="mt-3 text-sm text-text-tertiary",
            ),
            when(
                profile.is_me,
                lambda: link_button(
                    icon("pencil", "!size-4"), t("person.edit"), href="/account", cls="mt-3"
                ),
            ),
            cls="min-w-0 flex-1",
        ),
        cls="flex flex-col gap-5 sm:flex-row",
    )


def level_line(person: Value) -> Node:
    """The level, and how far the next one is."""
    following = person.level + 1
    return fragment(
        el(
            "p",
            el("span", t("person.level", level=person.level), cls="font-medium"),
            el(
                "span",
                pick(
                    person.level == HIGHEST,
                    t("person.highest"),
                    t("person.to_next", count=person.points_missing, level=following),
                ),
                cls="text-text-secondary",
            ),
            cls="mb-1.5 flex flex-wrap justify-between gap-x-4 text-sm",
        ),
        progress(
            person.percent,
            pick(
                person.level == HIGHEST,
                t("person.highest"),
                t("person.level_progress", level=following),
            ),
        ),
    )


def numbers(profile: Value) -> Node:
    return el(
        "dl",
        _number(t("person.threads"), profile.threads),
        _number(t("person.replies"), profile.replies),
        _number(t("person.answers"), profile.answers),
        _number(t("person.likes"), profile.person.points),
        cls="grid grid-cols-2 gap-3 sm:grid-cols-4",
    )


def _number(name: Value, value: Value) -> Node:
    return el(
        "div",
        el("dt", name, cls="text-sm text-text-secondary"),
        el("dd", n(value), cls="text-xl font-semibold tabular-nums"),
        cls="rounded-2xl border border-border-light bg-surface-primary p-3",
    )


def activity(profile: Value) -> Node:
    return when(
        is_empty(profile.activity),
        lambda: empty(
            "text",
            t("person.nothing"),
            t("person.nothing_text", name=profile.person.name),
            heading="h3",
        ),
        lambda: fragment(
            el(
                "ol",
                each(profile.activity, _activity),
                role="list",
                cls="divide-y divide-border-light",
            ),
            el(
                "p",
                when(
                    no(profile.is_first),
                    lambda: link_button(
                        t("person.newest"), href=person_href(profile.person.id), data_plain=True
                    ),
                ),
                when(
                    profile.next_href != "",
                    lambda: link_button(t("person.more"), href=profile.next_href),
                ),
                cls="mt-4 flex flex-wrap gap-3 empty:hidden",
            ),
        ),
    )


def _activity(row: Value) -> Node:
    return el(
        "li",
        el(
            "p",
            el("span", pick(row.is_reply, t("person.replied"), t("person.started"))),
            when(row.place != "", lambda: el("span", row.place)),
            el("time", date(row.created_at), date_time=row.created_at),
            when(
                row.is_answer,
                lambda: badge(icon("check", "!size-3.5"), t("person.answer")),
            ),
            cls="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-tertiary",
        ),
        el(
            "h3",
            el("a", row.title, href=row.href, cls="hover:underline"),
            cls="mt-1 font-medium wrap-anywhere",
        ),
        el("p", row.excerpt, cls="mt-1 line-clamp-3 text-sm text-text-secondary wrap-anywhere"),
        key=row.id,
        cls="py-4",
    )


def own_standing(board: Value) -> Node:
    """The reader's level, whatever the period."""
    return panel(
        author_badge(board.me, is_large=True),
        el(
            "div",
            el("p", person_link(board.me.id, board.me.name), cls="mb-2 wrap-anywhere"),
            level_line(board.me),
            cls="min-w-0 flex-1",
        ),
        cls="flex items-center gap-4 p-4",
    )


def levels(board: Value) -> Node:
    return el(
        "ol",
        each(board.levels, _level),
        role="list",
        cls="grid grid-cols-1 gap-2 sm:grid-cols-2",
    )


def _level(row: Value) -> Node:
    return el(
        "li",
        level_badge(row.level, _LARGE),
        el(
            "div",
            el("p", t("leaderboard.of_members", percent=row.percent), cls="text-sm"),
            el(
                "p",
                t("leaderboard.begins_at", count=row.begins_at),
                cls="text-xs text-text-tertiary",
            ),
        ),
        when(row.is_mine, lambda: badge(t("leaderboard.yours"), cls="ms-auto")),
        key=row.level,
        cls="flex items-center gap-3 rounded-xl bg-surface-secondary p-2",
    )


def tabs(period: Value) -> Node:
    """The periods, as links."""
    return el(
        "nav",
        _tab(t("leaderboard.days", count=7), "7", period),
        _tab(t("leaderboard.days", count=30), "30", period),
        _tab(t("leaderboard.all"), "all", period),
        aria_label=t("leaderboard.periods"),
        cls="flex gap-1 rounded-xl bg-surface-secondary p-1",
    )


def _tab(label: Value, period: str, chosen: Value) -> Node:
    return el(
        "a",
        label,
        href=f"/leaderboard?period={period}",
        aria_current=pick(chosen == period, "page", "false"),
        cls="flex min-h-9 flex-1 items-center justify-center rounded-lg px-3 text-sm "
        "hover:bg-surface-hover aria-[current=page]:bg-surface-primary "
        "aria-[current=page]:font-medium aria-[current=page]:shadow-sm",
    )


def board_rows(board: Value) -> Node:
    """The first, and below them the reader where they are not among them."""
    return when(
        is_empty(board.rows),
        lambda: empty("trophy", t("leaderboard.empty"), t("leaderboard.empty_text"), heading="h3"),
        lambda: fragment(
            el("ol", each(board.rows, _board_row), role="list", cls="flex flex-col"),
            when(
                no(is_empty(board.own)),
                lambda: fragment(
                    el("h3", t("leaderboard.own"), cls="mt-4 text-sm text-text-secondary"),
                    el("ol", each(board.own, _board_row), role="list"),
                ),
            ),
        ),
    )


def _board_row(row: Value) -> Node:
    return el(
        "li",
        el(
            "span",
            el("span", t("leaderboard.rank", rank=row.rank), cls="sr-only"),
            el("span", n(row.rank), aria_hidden="true"),
            cls="w-8 shrink-0 text-center font-semibold tabular-nums",
        ),
        author_badge(row.person),
        el("span", person_link(row.person.id, row.person.name), cls="min-w-0 flex-1 wrap-anywhere"),
        el(
            "span",
            t("person.points", count=row.points),
            cls="shrink-0 text-sm tabular-nums text-text-secondary",
        ),
        key=row.person.id,
        aria_current=pick(row.is_me, "true", "false"),
        cls="flex items-center gap-3 rounded-xl px-2 py-2.5 aria-[current=true]:bg-surface-active",
    )


def how_it_works(is_staff: Value) -> Node:
    return el(
        "p",
        t("leaderboard.rule"),
        when(is_staff, lambda: fragment(" ", t("leaderboard.staff"))),
        cls="mt-1 text-text-secondary",
    )
