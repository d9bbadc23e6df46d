"""/courses/<course>/<lesson>: the lesson beside its course's tree."""

import reflex as rx

from academy_app.components import lesson as parts
from academy_app.components import player as players
from academy_app.components import shortcuts
from academy_app.components.discussion import lesson as talk
from academy_app.components.discussion.scripts import talk_keeper
from academy_app.components.el import (
    Node,
    Value,
    el,
    fragment,
    is_empty,
    is_html,
    is_wide,
    live_only,
    t,
    when,
)
from academy_app.components.preview import preview_note
from academy_app.components.reading import copy_code, formulas, reading_end
from academy_app.pages.page import Page, Screen
from academy_app.state.lesson import LessonState, load_lesson


def draw(screen: Screen) -> Node:
    return parts.layout(
        parts.sidebar(
            screen.outline, screen.lesson.module_id, parts.community(screen.threads, screen.people)
        ),
        el(
            "article",
            el("div", parts.drawer_button(), cls="mb-4 lg:hidden"),
            preview_note(screen.preview),
            el(
                "div",
                el("div", parts.heading(screen.lesson), cls="min-w-0 flex-1"),
                shortcuts.shortcuts_button(),
                cls="flex items-start gap-3",
            ),
            when(
                is_empty(screen.lesson.videos),
                lambda: fragment(_words(screen, None), _without_video(screen)),
                lambda: _beside_the_words(screen),
            ),
            live_only(shortcuts.shortcuts_help),
            cls="mx-auto w-full min-w-0 max-w-[80rem] px-4 py-6 sm:px-8",
        ),
    )


def _beside_the_words(screen: Screen) -> Node:
    """Video above the words; transcript and notes beside both where there is room."""
    video = screen.lesson.videos[screen.chosen]
    return el(
        "div",
        el(
            "div",
            _poster(screen, video)
            if is_html()
            else when(
                screen.preview.wish != "",
                lambda: parts.poster(video, has_moments=False),
                lambda: _player(screen, video),
            ),
            el(
                "div",
                el("div", parts.video_choice(screen.lesson, video.id), cls="min-w-0 flex-1"),
                talk.ask_button(screen.lesson.id, video.id),
                cls="mb-4 flex flex-wrap items-end justify-between gap-3",
            ),
            cls="min-w-0",
        ),
        el(
            "div",
            el(
                "div",
                when(
                    video.has_transcript,
                    lambda: _section(
                        "lesson.transcript",
                        _transcript(video),
                        is_wide(),
                        "min-[1400px]:min-h-[29.8rem]",
                    ),
                ),
                _notes(screen, video.id),
                cls="flex flex-col gap-4 min-[1400px]:sticky min-[1400px]:top-20 "
                "min-[1400px]:max-h-[calc(100dvh-6rem)] min-[1400px]:overflow-y-auto",
            ),
            cls="min-w-0 min-[1400px]:col-start-2 min-[1400px]:row-start-1 min-[1400px]:row-span-2",
        ),
        el("div", _words(screen, video.id), cls="min-w-0"),
        cls="mt-5 grid gap-x-5 min-[1400px]:grid-cols-[minmax(0,1fr)_22rem] "
        "min-[1400px]:grid-rows-[auto_1fr]",
    )


def _poster(screen: Screen, video: Value) -> Node:
    has_moments = any(moment.video_id == video.id for moment in screen.moments)
    return parts.poster(video, has_moments=has_moments)


def _words(screen: Screen, video_id: Value) -> Node:
    """The text and what follows it."""
    return el(
        "div",
        when(
            screen.lesson.body_html != "",
            lambda: parts.body(screen.lesson),
            lambda: parts.no_words(screen.lesson) if video_id is None else None,
        ),
        live_only(lambda: _formulas(screen.lesson)),
        live_only(copy_code),
        parts.attachments(screen.lesson),
        when(
            screen.preview.wish == "",
            lambda: fragment(
                live_only(lambda: _end_of_text(screen)),
                parts.done_bar(screen.lesson, *_marks(screen)),
            ),
        ),
        parts.neighbours(screen.lesson),
        when(screen.preview.wish == "", lambda: talk.talk(screen, video_id)),
        live_only(lambda: talk_keeper(LessonState.get_full_name())),
        cls="max-w-[46rem]",
    )


def _marks(screen: Screen) -> tuple[Value, Value]:
    if is_html():
        return None, None
    return screen.marked(screen.lesson.id, True), screen.marked(screen.lesson.id, False)


def _without_video(screen: Screen) -> Node:
    """Notes and the keyboard, which a player would bring."""
    return el("div", _notes(screen, None), live_only(players.shortcuts), cls="mt-4 max-w-[46rem]")


def _player(screen: Screen, video: Value) -> Node:
    return el(
        "div",
        players.player(
            t=t,
            member_id=screen.me.id,
            video_id=video.id,
            lesson_id=screen.lesson.id,
            provider=video.provider,
            title=video.title,
            video_key=video.key,
            video_hash=video.hash,
            src=video.src,
            poster=video.poster,
            start=video.start,
            end=video.end,
            duration=video.duration,
            position=video.position,
            first_gap=video.first_gap,
            begin=screen.begin,
            moments=screen.moments,
            completed=video.is_completed,
            on_progress=screen.progressed,
            on_manual=screen.marked(screen.lesson.id, True),
            on_next=rx.redirect(screen.lesson.next_href),
        ),
        # Another video is another player.
        key=video.id,
    )


def _transcript(video: Value) -> Node:
    return live_only(lambda: players.transcript(t=t, video_id=video.id))


def _notes(screen: Screen, video_id: Value) -> Node:
    return _section(
        "lesson.notes",
        live_only(
            lambda: players.notes(
                t=t,
                member_id=screen.me.id,
                lesson_id=screen.lesson.id,
                video_id=video_id,
                course_slug=screen.lesson.course_slug,
            )
        ),
    )


def _section(title: str, content: Node, is_open: Value = False, cls: str = "") -> Node:
    """A panel to unfold. One that opens by itself keeps its room in the first look."""
    return el(
        "details",
        el("summary", t(title), cls="min-h-10 cursor-pointer py-2 text-sm font-semibold"),
        content,
        open=is_open,
        cls="rounded-2xl border border-border-light bg-surface-primary-alt px-4 pb-2 " + cls,
    )


def _formulas(lesson: Value) -> Node:
    return when(lesson.has_math, lambda: formulas(lesson.body_html))


def _end_of_text(screen: Screen) -> Node:
    """Where a lesson of text has been read to its end."""
    return when(
        screen.lesson.completes_by_reading & ~screen.lesson.is_done,
        lambda: reading_end(
            screen.lesson.id, screen.lesson.minutes, screen.read_to_end(screen.lesson.id)
        ),
    )


PAGE = Page(
    "/courses/[course]/[lesson]",
    "catalog.title",
    draw,
    LessonState,
    load_lesson,
    title_of=lambda screen: screen.lesson.title,
    is_wide=True,
)
