"""Links that lead nowhere, by course and lesson."""

from academy_app.components.acts import act
from academy_app.components.el import Node, Value, ago, both, each, el, t, t_of, when
from academy_app.components.kit import LINK, badge, button, icon

HEADING = "health-title"


def course_health(course: Value, can_look: Value) -> Node:
    return el(
        "section",
        el(
            "h2",
            el("a", course.title, href=course.href, cls="hover:underline"),
            id=course.key,
            cls="mt-8 text-lg font-semibold wrap-anywhere",
        ),
        el(
            "ul",
            each(course.rows, lambda row: _row(row, can_look)),
            role="list",
            cls="divide-y divide-border-light",
        ),
        key=course.key,
        aria_labelledby=course.key,
    )


def _row(row: Value, can_look: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el(
                "p",
                el("a", row.lesson, href=row.href, cls="font-medium hover:underline"),
                badge(t_of("health.kind." + row.kind)),
                cls="flex flex-wrap items-center gap-2 wrap-anywhere",
            ),
            el(
                "p",
                el(
                    "a",
                    row.url,
                    href=row.url,
                    target="_blank",
                    rel="noopener noreferrer nofollow",
                    cls=LINK,
                ),
                cls="mt-1 text-sm break-all",
            ),
            el(
                "p",
                el("span", t_of(row.problem), cls="text-text-primary"),
                when(
                    row.status != 0,
                    lambda: el("span", t("health.status", status=row.status)),
                ),
                when(
                    row.checked_at != "",
                    lambda: el("span", t("health.seen"), " ", ago(row.checked_at)),
                ),
                cls="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-sm text-text-secondary",
            ),
            cls="min-w-0 flex-1 basis-64",
        ),
        when(
            can_look,
            lambda: button(
                icon("undo", "!size-4"),
                t("health.again"),
                el("span", row.url, cls="sr-only"),
                **act(
                    "look",
                    f"/teach/health/{row.id}/check",
                    method="POST",
                    target=row.id,
                    refresh="refresh",
                    leads=HEADING,
                ),
            ),
        ),
        key=f"{row.id}-{row.href}",
        cls="flex flex-wrap items-start gap-3 py-4",
    )


def unseen(courses: Value) -> Node:
    """Where we do not look: to be looked at by people."""
    return el(
        "details",
        el(
            "summary",
            icon("info", "!size-4"),
            t("health.unseen"),
            cls="inline-flex min-h-9 cursor-pointer items-center gap-2 text-sm font-medium",
        ),
        el("p", t("health.unseen_text"), cls="mt-1 text-sm text-text-secondary"),
        each(courses, lambda course: course_health(course, False)),
        cls="mt-10",
    )


def summary(health: Value) -> Node:
    """How many addresses there are, and how many are still to be looked at."""
    return el(
        "p",
        t("health.links", count=health.links),
        when(
            both(health.waiting != 0, health.is_on),
            lambda: el("span", " ", t("health.waiting", count=health.waiting)),
        ),
        role="status",
        cls="mt-1 text-sm text-text-secondary",
    )
