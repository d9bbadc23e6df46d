"""Looks of the pages for those who teach a course."""

from academy_app.components.el import Node, Value, el, n, t, when
from academy_app.components.kit import badge, icon

_TAB = (
    "inline-flex min-h-11 items-center gap-2 border-b-2 border-transparent px-3 text-sm "
    "font-medium text-text-secondary hover:text-text-primary aria-[current=page]:border-accent "
    "aria-[current=page]:text-text-primary"
)


def heading(course: Value, here: str) -> Node:
    """The course's name, the way back to it, and its pages for teachers; `here` is this one."""
    return el(
        "header",
        el(
            "a",
            icon("chevron-previous", "!size-4"),
            t("teach.back"),
            href=course.href,
            cls="mb-2 inline-flex min-h-9 items-center gap-1 text-sm text-text-secondary "
            "hover:text-text-primary",
        ),
        el("h1", course.title, cls="text-2xl font-semibold wrap-anywhere"),
        tabs(course, here),
        cls="mb-6",
    )


def tabs(course: Value, here: str = "") -> Node:
    """The builder of a TaughtCourse and its other pages for teachers."""
    return el(
        "nav",
        _tab("lessons", here, course.builder_href),
        _tab(
            "people",
            here,
            course.people_href,
            when(
                course.requests != 0,
                lambda: badge(
                    el("span", n(course.requests), aria_hidden="true"),
                    el("span", t("teach.requests", count=course.requests), cls="sr-only"),
                ),
            ),
        ),
        _tab("access", here, course.access_href),
        _tab("stats", here, course.stats_href),
        aria_label=t("teach.pages"),
        cls="mt-3 flex overflow-x-auto border-b border-border-light",
    )


def _tab(name: str, here: str, href: Value, *more: Node) -> Node:
    return el(
        "a",
        t(f"teach.{name}"),
        *more,
        href=href,
        aria_current="page" if name == here else None,
        cls=_TAB + " whitespace-nowrap",
    )
