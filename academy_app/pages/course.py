"""/courses/<course>: what it is about, how far the member is, what is next."""

from academy_app.components import course, forms, teaching
from academy_app.components.el import Node, Value, each, el, fragment, no, t, t_with, when
from academy_app.components.kit import badge, empty, icon
from academy_app.components.preview import preview_note
from academy_app.pages.page import Page, Screen
from academy_app.state.course import CourseState, load_course


def draw(screen: Screen) -> Node:
    outline = screen.outline
    return fragment(
        preview_note(screen.preview),
        el(
            "div",
            course.cover(outline, "aspect-[16/9] w-full rounded-2xl sm:w-72"),
            el(
                "div",
                el("h1", outline.title, cls="text-2xl font-semibold sm:text-3xl"),
                when(
                    outline.author != "",
                    lambda: el(
                        "p", t("course.by", author=outline.author), cls="mt-1 text-text-secondary"
                    ),
                ),
                el(
                    "p",
                    outline.description,
                    cls="mt-3 max-w-2xl whitespace-pre-line text-text-secondary",
                ),
                el(
                    "div",
                    when(
                        no(outline.is_published),
                        badge(icon("lock", "!size-3.5"), t("course.draft")),
                    ),
                    each(outline.tags, badge),
                    cls="mt-3 flex flex-wrap gap-1.5",
                ),
                when(
                    no(outline.is_locked),
                    lambda: el("div", course.size_line(outline.total, outline.minutes), cls="mt-3"),
                ),
                el("div", course.edit_button(outline), cls="mt-3 empty:hidden"),
                cls="min-w-0 flex-1",
            ),
            cls="flex flex-col gap-6 sm:flex-row",
        ),
        when(outline.can_edit, lambda: teaching.tabs(screen.taught)),
        when(
            outline.is_locked,
            lambda: course.locked(outline),
            lambda: when(
                outline.total == 0,
                lambda: empty("book", t("course.empty"), t("course.empty_text")),
                lambda: _contents(screen),
            ),
        ),
        forms.refresher(screen.opened),
    )


def _contents(screen: Screen) -> Node:
    outline = screen.outline
    return fragment(
        el(
            "section",
            when(
                outline.is_started,
                lambda: el("div", course.outline_progress(outline), cls="max-w-md flex-1"),
            ),
            course.go_on_button(outline),
            course.begin(outline),
            when(
                outline.done == outline.total,
                lambda: el(
                    "p", icon("trophy"), t("course.finished"), cls="flex items-center gap-2"
                ),
                lambda: _ahead(outline),
            ),
            cls="mt-8 flex flex-wrap items-center gap-x-6 gap-y-3 rounded-2xl border "
            "border-border-light bg-surface-primary-alt p-4",
        ),
        el("h2", t("course.contents"), cls="mt-8 mb-2 text-lg font-semibold"),
        course.tree(outline),
    )


def _ahead(outline: Value) -> Node:
    """What comes next, or why nothing is open yet."""
    return when(
        outline.next_lock != "",
        lambda: el(
            "p",
            icon("clock", "!size-4"),
            t_with(outline.next_lock, outline.next_lock_params),
            cls="flex items-center gap-1.5 text-text-secondary",
        ),
        lambda: when(
            outline.is_started,
            lambda: el("p", t("course.next", lesson=outline.next_title), cls="text-text-secondary"),
        ),
    )


PAGE = Page(
    "/courses/[course]",
    "catalog.title",
    draw,
    CourseState,
    load_course,
    title_of=lambda screen: screen.outline.title,
)
