"""Courses: cards, the progress line, the tree of modules and lessons."""

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    both,
    each,
    el,
    fragment,
    here,
    is_empty,
    no,
    pick,
    t,
    t_with,
    when,
)
from academy_app.components.kit import LINK, badge, icon, link_button, progress, tick


def cards(courses: Value) -> Node:
    return el(
        "ul",
        each(courses, card),
        cls="grid gap-5 sm:grid-cols-2 lg:grid-cols-3",
        role="list",
    )


def card(course: Value) -> Node:
    """A course as a whole that can be clicked, with one link inside it for everyone."""
    return el(
        "li",
        cover(course, "aspect-[16/9] w-full"),
        el(
            "div",
            el(
                "h3",
                el(
                    "a",
                    course.title,
                    href=course.href,
                    cls="after:absolute after:inset-0 after:rounded-2xl",
                ),
                cls="text-base font-semibold leading-snug",
            ),
            el("p", course.description, cls="mt-1 line-clamp-2 text-sm text-text-secondary"),
            el(
                "div",
                when(no(course.is_published), badge(icon("lock", "!size-3.5"), t("course.draft"))),
                each(course.tags, badge),
                cls="mt-3 flex flex-wrap gap-1.5",
            ),
            el("div", _standing(course), cls="mt-auto pt-4"),
            cls="flex flex-1 flex-col p-4",
        ),
        key=course.id,
        cls="relative flex flex-col overflow-hidden rounded-2xl border border-border-light "
        "bg-surface-primary transition-shadow duration-150 hover:shadow-md focus-within:shadow-md",
    )


def _standing(course: Value) -> Node:
    """What opens it, how far one is, or how much there is."""
    return when(
        course.is_locked,
        lambda: _lock(course),
        lambda: when(
            course.is_started,
            lambda: progress_line(course),
            lambda: size_line(course.lessons, course.minutes),
        ),
    )


def _lock(course: Value) -> Node:
    """Why a course is shut to the member, in a line."""
    return _shut(
        pick(
            course.lock == "course.locked",
            t("course.opens_at", level=course.level),
            t_with(course.lock, course.lock_params),
        )
    )


def opens_at(level: Value) -> Node:
    return _shut(t("course.opens_at", level=level))


def _shut(text: Value) -> Node:
    return el(
        "p",
        icon("lock", "!size-4 shrink-0"),
        el("span", text, cls="wrap-anywhere"),
        cls="flex items-center gap-1.5 text-sm text-text-secondary",
    )


def locked(outline: Value) -> Node:
    """What a course says of itself that the member may not enter: why, and what they can do."""
    return el(
        "section",
        el("h2", _lock(outline), cls="font-medium"),
        when(outline.lock == "course.locked", lambda: _level(outline)),
        when(
            no(is_empty(outline.groups)),
            lambda: el(
                "div",
                el("span", t("course.open_to"), cls="text-sm text-text-secondary"),
                each(outline.groups, badge),
                cls="mt-3 flex flex-wrap items-center gap-1.5",
            ),
        ),
        when(no(is_empty(outline.needed)), lambda: _needed(outline)),
        when(outline.can_ask, lambda: _asking(outline)),
        when(
            outline.lock == "course.by_invitation",
            lambda: el("p", t("course.by_invitation_text"), cls="mt-2 text-sm text-text-secondary"),
        ),
        cls="mt-8 rounded-2xl border border-border-light bg-surface-primary-alt p-4",
    )


def _level(outline: Value) -> Node:
    return fragment(
        el(
            "div",
            progress(outline.points_percent, t("course.level_progress", level=outline.level)),
            cls="mt-3 max-w-md",
        ),
        el(
            "p",
            t("course.points_missing", count=outline.points_missing),
            " ",
            el("a", t("course.how_levels_work"), href="/leaderboard", cls=LINK),
            cls="mt-3 text-sm text-text-secondary",
        ),
    )


def _needed(outline: Value) -> Node:
    """What is to be finished first."""
    return el(
        "ul",
        each(
            outline.needed,
            lambda course: el(
                "li",
                tick(course.is_done, t("lesson.done")),
                el("a", course.title, href=course.href, cls=LINK + " wrap-anywhere"),
                key=course.id,
                cls="flex min-h-9 items-center gap-3",
            ),
        ),
        role="list",
        cls="mt-3",
    )


def _asking(outline: Value) -> Node:
    """The member's request: to be written, waiting, or to be written anew."""
    return when(
        outline.request == "open",
        lambda: el(
            "div",
            el(
                "p",
                icon("clock", "!size-4"),
                t("course.asked"),
                cls="flex items-center gap-1.5 text-sm",
                role="status",
            ),
            forms.api_form(
                forms.submit(t("course.ask_withdraw"), look="secondary"),
                to=f"/courses/{outline.slug}/request",
                name="withdraw-request",
                data_method="DELETE",
                data_refresh="refresh",
            ),
            cls="mt-3 flex flex-wrap items-center gap-4",
        ),
        lambda: fragment(
            when(
                outline.request == "refused",
                lambda: el("p", t("course.refused"), cls="mt-3 text-sm"),
            ),
            forms.api_form(
                forms.text_area("ask-", "words", t("course.ask_words"), "", t("course.ask_hint")),
                el("div", forms.submit(t("course.ask"))),
                to=f"/courses/{outline.slug}/request",
                name="ask",
                cls="mt-3 flex max-w-xl flex-col gap-3",
                data_method="PUT",
                data_refresh="refresh",
            ),
        ),
    )


def begin(outline: Value) -> Node:
    """The way in where no lesson is open to begin with: their days count from now on."""
    return when(
        both(outline.can_join, outline.next_href == ""),
        lambda: forms.api_form(
            forms.submit(t("course.join")),
            to=f"/courses/{outline.slug}/join",
            name="join",
            data_refresh="refresh",
        ),
    )


def cover(course: Value, cls: str) -> Node:
    """The course's picture, or its first letter on a quiet ground."""
    return when(
        course.thumbnail != "",
        lambda: el("img", src=course.thumbnail, alt="", loading="lazy", cls=f"object-cover {cls}"),
        lambda: el(
            "div",
            icon("book", "!size-10"),
            aria_hidden="true",
            data_colour=course.id % 6,
            cls=f"cover flex items-center justify-center text-white/90 {cls}",
        ),
    )


def size_line(lessons: Value, minutes: Value) -> Node:
    return el(
        "p",
        el("span", icon("book", "!size-4"), t("course.lessons", count=lessons), cls=_FACT),
        when(
            minutes != 0,
            lambda: el("span", icon("clock", "!size-4"), duration(minutes), cls=_FACT),
        ),
        cls="flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-secondary",
    )


def duration(minutes: Value) -> Value:
    """Whole minutes in words, from two hours on with the hours apart."""
    hours = t("course.hours", hours=minutes // 60, minutes=minutes % 60)
    return pick(minutes < 120, t("course.minutes", count=minutes), hours)


_FACT = "inline-flex items-center gap-1.5"


def progress_line(course: Value) -> Node:
    """How many lessons of a course card are done, over a bar."""
    return fragment(
        el(
            "p",
            el("span", t("course.done_of", done=course.done, total=course.lessons)),
            el("span", t("course.percent", percent=course.percent), aria_hidden="true"),
            cls="mb-1.5 flex justify-between text-sm text-text-secondary",
        ),
        progress(course.percent, t("course.progress_of", course=course.title)),
    )


def outline_progress(outline: Value) -> Node:
    """The same line for a course's tree."""
    return fragment(
        el(
            "p",
            el("span", t("course.done_of", done=outline.done, total=outline.total)),
            el("span", t("course.percent", percent=outline.percent), aria_hidden="true"),
            cls="mb-1.5 flex justify-between text-sm text-text-secondary",
        ),
        progress(outline.percent, t("course.progress_of", course=outline.title)),
    )


def edit_button(outline: Value) -> Node:
    """For those who write the course."""
    return when(
        outline.can_edit,
        lambda: link_button(
            icon("pencil", "!size-4"), t("teach.edit"), href="/teach/" + outline.slug
        ),
    )


def go_on_button(outline: Value) -> Node:
    """Start, continue or look again: the one thing to do next."""
    label = pick(
        outline.is_started,
        pick(outline.done == outline.total, t("course.again"), t("course.continue")),
        t("course.start"),
    )
    return when(
        outline.next_href != "",
        lambda: link_button(icon("play", "!size-4"), label, href=outline.next_href, look="primary"),
    )


def tree(outline: Value, open_module: Value = None) -> Node:
    """Modules with their lessons. With `open_module` only that one starts unfolded."""
    return el(
        "ol",
        each(outline.modules, lambda module: _module(module, open_module)),
        cls="flex flex-col gap-1",
        role="list",
    )


def _module(module: Value, open_module: Value) -> Node:
    is_open = True if open_module is None else module.id == open_module
    return el(
        "li",
        el(
            "details",
            el(
                "summary",
                icon("chevron-next", "!size-4 transition-transform group-open:rotate-90"),
                el("span", module.title, cls="flex-1"),
                el(
                    "span",
                    t("course.done_short", done=module.done, total=module.total),
                    cls="text-xs font-normal tabular-nums text-text-tertiary",
                ),
                cls="flex min-h-10 cursor-pointer list-none items-center gap-2 rounded-lg px-2 "
                "text-sm font-semibold hover:bg-surface-hover [&::-webkit-details-marker]:hidden",
            ),
            el("ol", each(module.lessons, _lesson), role="list", cls="pb-2"),
            open=is_open,
            cls="group",
        ),
        key=module.id,
    )


def _lesson(lesson: Value) -> Node:
    return when(lesson.lock == "", lambda: _open_lesson(lesson), lambda: _locked_lesson(lesson))


def _locked_lesson(lesson: Value) -> Node:
    """One to come: its name, why it is not open and when it will be."""
    return el(
        "li",
        el(
            "div",
            icon("lock", "!size-4 mx-0.5 shrink-0"),
            el(
                "span",
                el("span", lesson.title, cls="block"),
                el(
                    "span",
                    t_with(lesson.lock, lesson.lock_params),
                    cls="block text-xs text-text-tertiary",
                ),
                cls="min-w-0 flex-1 wrap-anywhere",
            ),
            cls="flex min-h-10 items-center gap-3 rounded-lg px-2 py-1.5 text-sm "
            "text-text-secondary",
        ),
        key=lesson.id,
    )


def _open_lesson(lesson: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            tick(lesson.is_done, t("lesson.done")),
            el("span", lesson.title, cls="flex-1"),
            when(lesson.has_changed, lambda: badge(t("lesson.changed"), cls="shrink-0")),
            when(
                no(lesson.is_published),
                lambda: el(
                    "span",
                    icon("lock", "!size-4"),
                    title=t("course.draft"),
                    cls="text-text-tertiary",
                ),
            ),
            when(
                lesson.minutes != 0,
                lambda: el(
                    "span",
                    t("lesson.minutes_short", minutes=lesson.minutes),
                    cls="text-xs tabular-nums text-text-tertiary",
                ),
            ),
            href=lesson.href,
            aria_current=pick(lesson.href == here(), "page", "false"),
            cls="flex min-h-10 items-center gap-3 rounded-lg px-2 py-1.5 text-sm "
            "text-text-secondary hover:bg-surface-hover "
            "aria-[current=page]:bg-surface-active aria-[current=page]:font-medium "
            "aria-[current=page]:text-text-primary",
        ),
        key=lesson.id,
    )
