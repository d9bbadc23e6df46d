"""Looks of the list of courses that one writes, and of a tree before the builder is there."""

from academy_app.components import forms
from academy_app.components.el import Node, Value, date, each, el, fragment, no, pick, t, when
from academy_app.components.kit import badge, field, icon, link_button, progress


def tools() -> Node:
    """What is for all of one's courses together."""
    return el(
        "nav",
        link_button(icon("paperclip", "!size-4"), t("media.title"), href="/teach/media"),
        link_button(icon("link", "!size-4"), t("health.title"), href="/teach/health"),
        aria_label=t("teach.tools"),
        cls="mt-4 flex flex-wrap gap-2",
    )


def new_course() -> Node:
    return el(
        "details",
        el(
            "summary",
            icon("plus"),
            t("teach.new"),
            cls="inline-flex min-h-9 cursor-pointer list-none items-center gap-2 rounded-lg "
            "bg-surface-submit px-3 text-sm font-medium text-white "
            "hover:bg-surface-submit-hover [&::-webkit-details-marker]:hidden",
        ),
        forms.api_form(
            field("title", t("builder.course_title"), required=True, max_length=200),
            el("div", forms.submit(t("teach.create"))),
            to="/teach/courses",
            name="new-course",
            cls="mt-4 flex max-w-xl flex-col gap-4 rounded-2xl border border-border-light "
            "bg-surface-primary p-5",
            data_next_of="href",
        ),
        cls="my-6",
    )


def taught_course(course: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el(
                "h2",
                el(
                    "a",
                    course.title,
                    href=course.href,
                    cls="font-semibold wrap-anywhere hover:underline",
                ),
                cls="min-w-0 text-base",
            ),
            el(
                "p",
                state(course),
                el("span", t("course.lessons", count=course.lessons)),
                el("span", t("teach.learners", count=course.learners)),
                when(no(course.is_mine), lambda: el("span", course.author)),
                cls="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-text-secondary",
            ),
            cls="min-w-0 flex-1",
        ),
        el(
            "div",
            el(
                "p",
                t("teach.completed", percent=course.completed),
                cls="mb-1 text-xs text-text-secondary",
            ),
            progress(course.completed, t("teach.completed", percent=course.completed)),
            cls="w-44 max-sm:w-full",
        ),
        link_button(icon("pencil", "!size-4"), t("teach.edit"), href=course.href),
        key=course.id,
        cls="flex flex-wrap items-center gap-4 py-4",
    )


def state(row: Value) -> Node:
    """Whether members see it; from when on, where that lies ahead."""
    return when(
        row.state == "published",
        lambda: badge(icon("check", "!size-3.5"), t("builder.published")),
        lambda: when(
            row.state == "scheduled",
            lambda: badge(icon("clock", "!size-3.5"), t("builder.scheduled"), date(row.publish_at)),
            lambda: badge(icon("lock", "!size-3.5"), t("course.draft")),
        ),
    )


def deleted_courses(rows: Value) -> Node:
    return el(
        "section",
        el("h2", t("teach.deleted"), cls="mt-8 mb-2 text-lg font-semibold"),
        forms.rows(rows, _deleted_course),
    )


def _deleted_course(row: Value) -> Node:
    return el(
        "li",
        el("span", row.title, cls="min-w-0 flex-1 wrap-anywhere"),
        el("span", date(row.at), cls="text-sm text-text-secondary"),
        forms.api_form(
            forms.submit(t("builder.restore"), look="secondary"),
            to=f"/teach/courses/{row.id}/restore",
            name=f"restore-{row.id}",
            cls="text-end",
            data_refresh="refresh",
        ),
        key=row.id,
        cls="flex flex-wrap items-center gap-4 py-3",
    )


def outline(built: Value) -> Node:
    """The tree as links, until the builder takes its place."""
    return el(
        "div",
        el(
            "section",
            el(
                "header",
                el("a", t("teach.title"), href="/teach", cls="text-sm text-text-secondary"),
                el("h1", built.title, cls="mt-1 text-xl font-semibold wrap-anywhere"),
                el("div", state(built), cls="mt-3"),
                el(
                    "nav",
                    _page("people", built.pages.people),
                    _page("access", built.pages.access),
                    _page("stats", built.pages.stats),
                    aria_label=t("teach.pages"),
                    cls="-mb-4 mt-3 flex gap-1 overflow-x-auto",
                ),
                cls="border-b border-border-light p-4",
            ),
            el("ol", each(built.modules, _module), role="list", cls="flex flex-col gap-1 p-2"),
            aria_label=t("builder.outline"),
            cls="w-full border-border-light bg-surface-primary-alt lg:w-[26rem] lg:border-e",
        ),
        cls="lg:flex lg:min-h-[calc(100dvh-3.5rem)]",
    )


def _page(name: str, href: Value) -> Node:
    return el(
        "a",
        t(f"teach.{name}"),
        href=href,
        cls="inline-flex min-h-11 items-center rounded-lg px-2 text-sm font-medium "
        "whitespace-nowrap text-text-secondary hover:text-text-primary",
    )


def _module(module: Value) -> Node:
    return el(
        "li",
        el("p", module.title, cls="flex min-h-11 items-center ps-16 text-sm font-semibold"),
        el(
            "ol",
            each(module.lessons, _lesson),
            role="list",
            cls="ms-4 border-s border-border-light ps-1",
        ),
    )


def _lesson(lesson: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            icon(pick(lesson.kind == "text", "text", "play"), "!size-4"),
            el("span", lesson.title, cls="min-w-0 flex-1 truncate"),
            href=f"?lesson={lesson.id}",
            cls="flex min-h-10 items-center gap-2 ps-12 text-sm",
        ),
    )


def listed(teaching: Value) -> Node:
    return fragment(
        el(
            "ul",
            each(teaching.courses, taught_course),
            role="list",
            cls="divide-y divide-border-light",
        )
    )
