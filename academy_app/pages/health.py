"""/teach/health: links, videos and pictures of one's lessons that are not there any more."""

from academy_app.components import forms
from academy_app.components.el import Node, both, each, el, is_empty, no, t, when
from academy_app.components.health import HEADING, course_health, summary, unseen
from academy_app.components.kit import empty
from academy_app.pages.page import Page, Screen
from academy_app.state.media import HealthState, load_health


def draw(screen: Screen) -> Node:
    health = screen.health
    return el(
        "div",
        el("a", t("teach.title"), href="/teach", cls="text-sm text-text-secondary hover:underline"),
        el("h1", t("health.title"), id=HEADING, tab_index=-1, cls="text-2xl font-semibold"),
        el("p", t("health.intro"), cls="mt-1 text-text-secondary"),
        summary(health),
        when(
            no(health.is_on),
            lambda: el("p", t("health.is_off"), cls="mt-4 rounded-xl bg-surface-tertiary p-4"),
        ),
        when(
            both(is_empty(health.broken), health.is_on),
            lambda: empty("check", t("health.none"), t("health.none_text")),
        ),
        each(health.broken, lambda course: course_health(course, health.is_on)),
        when(
            health.is_cut,
            lambda: el("p", t("health.cut"), cls="mt-6 text-sm text-text-secondary"),
        ),
        when(is_empty(health.unseen), None, lambda: unseen(health.unseen)),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-4xl",
    )


PAGE = Page("/teach/health", "health.title", draw, HealthState, load_health)
