"""The parts of the lesson page, but for the player, which is a module of its own."""

from academy_app.components import course
from academy_app.components.discussion import lesson as talk
from academy_app.components.el import (
    Node,
    Value,
    beyond_the_router,
    date,
    each,
    el,
    fragment,
    is_empty,
    n,
    no,
    pick,
    stored_html,
    t,
    when,
)
from academy_app.components.kit import avatar, button, icon, icon_button

SIDEBAR = "course-tree"


def layout(sidebar: Node, content: Node) -> Node:
    """The tree at 375 pixels beside the lesson; on a phone it is a drawer."""
    return el("div", sidebar, content, cls="lg:flex")


def sidebar(outline: Value, module_id: Value, community: Node) -> Node:
    return fragment(
        el("div", data_drawer_shade=SIDEBAR, cls="drawer-shade lg:hidden"),
        el(
            "aside",
            el(
                "div",
                el(
                    "div",
                    el("a", outline.title, href=outline.href, cls="font-semibold hover:underline"),
                    icon_button("close", t("nav.close"), "lg:hidden", data_drawer_close=SIDEBAR),
                    cls="mb-3 flex items-start justify-between gap-2",
                ),
                course.outline_progress(outline),
                cls="border-b border-border-light p-4",
            ),
            el("nav", course.tree(outline, module_id), aria_label=t("course.contents"), cls="p-2"),
            community,
            id=SIDEBAR,
            data_scroll=SIDEBAR,
            aria_label=t("lesson.sidebar"),
            cls="drawer w-full max-w-[375px] shrink-0 overflow-y-auto border-e border-border-light "
            "bg-surface-primary-alt lg:w-[375px]",
        ),
    )


def drawer_button() -> Node:
    """Opens the course's tree on a phone."""
    return button(
        icon("menu"),
        t("course.contents"),
        data_drawer_open=SIDEBAR,
        aria_controls=SIDEBAR,
        aria_expanded="false",
        cls="lg:hidden",
    )


def heading(lesson: Value) -> Node:
    return el(
        "div",
        el(
            "nav",
            el("a", lesson.course_title, href=_course_href(lesson), cls="hover:underline"),
            el("span", "/", aria_hidden="true"),
            el("span", lesson.module_title),
            aria_label=t("lesson.breadcrumb"),
            cls="flex flex-wrap gap-x-2 text-sm text-text-secondary",
        ),
        el("h1", lesson.title, cls="mt-1 text-2xl font-semibold sm:text-3xl"),
        el(
            "div",
            when(
                lesson.minutes != 0,
                lambda: el(
                    "span",
                    icon("clock", "!size-4"),
                    course.duration(lesson.minutes),
                    cls=_FACT,
                ),
            ),
            when(
                lesson.is_done,
                lambda: el(
                    "span",
                    icon("check", "!size-4"),
                    t("lesson.done"),
                    cls=_FACT + " text-accent font-medium",
                ),
            ),
            when(
                no(lesson.is_published),
                lambda: el("span", icon("lock", "!size-4"), t("course.draft"), cls=_FACT),
            ),
            when(
                lesson.changed_at != "",
                lambda: el(
                    "span",
                    icon("info", "!size-4"),
                    t("lesson.changed_since", day=date(lesson.changed_at)),
                    cls=_FACT,
                ),
            ),
            cls="mt-2 flex flex-wrap gap-x-4 text-sm text-text-secondary",
        ),
    )


_FACT = "inline-flex items-center gap-1.5"


def _course_href(lesson: Value) -> Value:
    return "/courses/" + lesson.course_slug


def video_choice(lesson: Value, chosen: Value) -> Node:
    """Which of the lesson's videos plays, where there are several."""
    return when(
        is_empty(lesson.videos[1:]),
        None,
        lambda: el(
            "ol",
            each(lesson.videos, lambda video: _choice(video, chosen)),
            role="list",
            aria_label=t("lesson.videos"),
            cls="mt-3 flex flex-wrap gap-2",
        ),
    )


def _choice(video: Value, chosen: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            when(
                video.is_completed,
                lambda: icon("check", "!size-4"),
                lambda: icon("play", "!size-3.5"),
            ),
            video.title,
            when(video.is_completed, lambda: el("span", t("lesson.done"), cls="sr-only")),
            href=f"?video={video.number}",
            aria_current=pick(video.id == chosen, "true", "false"),
            cls="inline-flex min-h-9 items-center gap-2 rounded-full border border-border-medium "
            "px-3.5 text-sm hover:bg-surface-hover aria-[current=true]:border-text-primary "
            "aria-[current=true]:bg-surface-active",
        ),
        key=video.id,
    )


def poster(video: Value, *, has_moments: bool) -> Node:
    """What stands where the player will be: same size, same title, same picture over it, and
    the room of its lines beneath, in classes of the live page: others have no style."""
    lines = [el("div", cls="h-6")] if has_moments else []
    return fragment(_poster(video), *lines, el("div", cls="min-h-11"))


def _poster(video: Value) -> Node:
    return el(
        "div",
        el(
            "span",
            el("span", video.title, cls="line-clamp-2"),
            cls="absolute inset-0 bg-linear-to-br from-neutral-700 to-neutral-950 p-4 text-start "
            "text-lg font-medium text-white",
        ),
        when(
            video.poster != "",
            lambda: el(
                "img", src=video.poster, alt="", cls="absolute inset-0 size-full object-cover"
            ),
        ),
        el(
            "span",
            icon("play", "!size-8"),
            cls="relative flex size-16 items-center justify-center rounded-full bg-black/70 "
            "text-white",
        ),
        cls="relative flex aspect-video min-h-[200px] w-full items-center justify-center "
        "overflow-hidden rounded-xl bg-black",
    )


def body(lesson: Value) -> Node:
    return stored_html(lesson.body_html, cls="prose mt-8")


def no_words(lesson: Value) -> Node:
    """For a lesson without a video: says so where there is neither a text nor a file."""
    return when(
        is_empty(lesson.attachments),
        lambda: el("p", t("lesson.nothing_in_it"), cls="text-text-secondary"),
        None,
    )


def attachments(lesson: Value) -> Node:
    return when(
        is_empty(lesson.attachments),
        None,
        lambda: el(
            "section",
            el("h2", t("lesson.attachments"), cls="mb-2 text-lg font-semibold"),
            el("ul", each(lesson.attachments, _attachment), role="list", cls="flex flex-col gap-2"),
            cls="mt-8",
        ),
    )


def _attachment(file: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            icon("paperclip"),
            el("span", file.name, cls="min-w-0 flex-1 truncate"),
            el(
                "span",
                t("lesson.kilobytes", size=n((file.size + 1023) // 1024)),
                cls="text-xs text-text-tertiary",
            ),
            icon("download", "!size-4"),
            href=file.href,
            download=file.name,
            **beyond_the_router(),
            cls="flex min-h-11 items-center gap-3 rounded-xl border border-border-light px-3 "
            "text-sm hover:bg-surface-hover",
        ),
        key=file.href,
    )


def done_bar(lesson: Value, on_mark: Value, on_unmark: Value) -> Node:
    """Done, and how; or the way to say so oneself."""
    return el(
        "div",
        when(
            lesson.is_done,
            lambda: fragment(
                el(
                    "p",
                    icon("check"),
                    pick(
                        lesson.done_how == "watched",
                        t("lesson.done_watched"),
                        pick(
                            lesson.done_how == "read",
                            t("lesson.done_read"),
                            t("lesson.done_manual"),
                        ),
                    ),
                    cls="flex flex-1 basis-48 items-center gap-2 font-medium text-accent",
                ),
                when(
                    lesson.done_how == "watched",
                    None,
                    lambda: button(t("lesson.unmark"), on_click=on_unmark, look="ghost"),
                ),
            ),
            lambda: fragment(
                el(
                    "p",
                    pick(
                        is_empty(lesson.videos),
                        pick(
                            lesson.completes_by_reading, t("lesson.how_read"), t("lesson.how_mark")
                        ),
                        t("lesson.how_watched"),
                    ),
                    cls="flex-1 basis-48 text-sm text-text-secondary",
                ),
                button(icon("check", "!size-4"), t("lesson.mark"), on_click=on_mark),
            ),
        ),
        role="status",
        data_once=True,
        cls="mt-10 flex flex-wrap items-center gap-3 rounded-2xl border border-border-light "
        "bg-surface-primary-alt p-4",
    )


def neighbours(lesson: Value) -> Node:
    return el(
        "nav",
        _neighbour("previous", lesson.previous_href, lesson.previous_title, t("lesson.previous")),
        _neighbour("next", lesson.next_href, lesson.next_title, t("lesson.next")),
        aria_label=t("lesson.neighbours"),
        cls="mt-4 grid gap-3 sm:grid-cols-2",
    )


def _neighbour(which: str, href: Value, title: Value, label: Value) -> Node:
    side = "" if which == "previous" else " sm:col-start-2 sm:flex-row-reverse sm:text-end"
    return when(
        href != "",
        lambda: el(
            "a",
            icon(f"chevron-{which}"),
            el(
                "span",
                el("span", label, cls="block text-xs text-text-tertiary"),
                el("span", title, cls="block text-sm font-medium"),
                cls="min-w-0 flex-1",
            ),
            href=href,
            rel="prev" if which == "previous" else "next",
            cls="flex min-h-14 items-center gap-3 rounded-2xl border border-border-light px-4 py-2 "
            "hover:bg-surface-hover" + side,
        ),
    )


def community(threads: Value, people: Value) -> Node:
    """What is said under the lesson and who else takes the course, at the foot of its tree."""
    return fragment(talk.latest(threads), _companions(people))


def _companions(people: Value) -> Node:
    return when(
        is_empty(people),
        None,
        lambda: el(
            "section",
            el("h2", t("lesson.companions"), cls="mb-2 text-sm font-semibold"),
            el("ul", each(people, _companion), role="list", cls="flex flex-wrap gap-1.5"),
            cls="border-t border-border-light p-4",
        ),
    )


def _companion(person: Value) -> Node:
    return el(
        "li",
        avatar(person.name, person.initials, person.picture, person.colour),
        el("span", person.name, cls="sr-only"),
        key=person.id,
    )
