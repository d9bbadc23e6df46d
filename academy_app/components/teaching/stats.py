"""A course's figures as bars of our own, each with its numbers in words beside it."""

from academy_app.components.el import Node, Value, each, el, is_empty, n, no, t, when
from academy_app.components.kit import LINK, badge, panel, progress

_TABLE = "w-full text-sm [&_td]:px-2 [&_td]:py-1.5 [&_th]:px-2 [&_th]:py-1.5 [&_th]:text-start"


def tiles(figures: Value) -> Node:
    """The whole course in five numbers."""
    return el(
        "dl",
        _tile(t("stats.started"), n(figures.started)),
        _tile(
            t("stats.finished"),
            n(figures.finished),
            t("course.percent", percent=figures.finished_percent),
        ),
        _tile(t("stats.active"), n(figures.active)),
        _tile(t("stats.watched"), figures.watched_time),
        _tile(t("stats.questions"), n(figures.questions)),
        cls="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5",
    )


def _tile(label: Value, value: Value, more: Value = None) -> Node:
    return panel(
        el("dt", label, cls="text-sm text-text-secondary"),
        el(
            "dd",
            el("span", value, cls="text-2xl font-semibold tabular-nums"),
            None if more is None else el("span", more, cls="ms-2 text-sm text-text-secondary"),
        ),
        cls="flex flex-col-reverse justify-end gap-1 p-4",
    )


def funnel(figures: Value) -> Node:
    """Lesson after lesson, how many got through: as a table whose cells are bars, so that nothing
    is in the picture alone."""
    return el(
        "div",
        el(
            "table",
            el("caption", t("stats.funnel"), cls="sr-only"),
            el(
                "thead",
                el(
                    "tr",
                    el("th", t("table.lesson"), scope="col"),
                    el("th", t("table.done"), scope="col", cls="w-2/5"),
                    el("th", t("table.here"), scope="col", cls="w-24 text-end!"),
                    el("th", t("table.questions"), scope="col", cls="w-24 text-end!"),
                    cls="border-b border-border-light text-xs text-text-secondary",
                ),
            ),
            el("tbody", each(figures.lessons, _step)),
            cls=_TABLE + " min-w-[34rem]",
        ),
        tab_index=0,
        role="region",
        aria_label=t("stats.funnel"),
        cls="overflow-x-auto",
    )


def _step(lesson: Value) -> Node:
    return el(
        "tr",
        el(
            "th",
            el("a", lesson.title, href=lesson.href, cls="font-medium hover:underline"),
            el("span", lesson.module, cls="block text-xs font-normal text-text-tertiary"),
            scope="row",
            cls="font-normal wrap-anywhere",
        ),
        el(
            "td",
            el(
                "div",
                progress(lesson.percent, t("stats.done_of", lesson=lesson.title)),
                el(
                    "span",
                    t("stats.done", done=lesson.done, percent=lesson.percent),
                    cls="w-24 shrink-0 text-end tabular-nums",
                ),
                cls="flex items-center gap-3",
            ),
        ),
        el("td", n(lesson.here), cls="text-end tabular-nums"),
        el("td", n(lesson.questions), cls="text-end tabular-nums"),
        key=lesson.id,
        cls="border-b border-border-light last:border-0",
    )


def videos(figures: Value) -> Node:
    return el("div", each(figures.videos, _video), cls="flex flex-col gap-6")


def _video(video: Value) -> Node:
    return el(
        "article",
        el(
            "h3",
            el("a", video.lesson, href=video.href, cls="hover:underline"),
            when(
                video.title != "",
                lambda: el("span", " · ", video.title, cls="font-normal text-text-secondary"),
            ),
            cls="font-medium wrap-anywhere",
        ),
        el(
            "p",
            badge(t("stats.viewers", count=video.viewers)),
            badge(t("stats.watched_time", time=video.watched_time)),
            badge(t("stats.again_time", time=video.again_time)),
            cls="mt-1.5 flex flex-wrap gap-1.5",
        ),
        when(
            is_empty(video.cells),
            lambda: el("p", t("stats.not_played"), cls="mt-2 text-sm text-text-secondary"),
            lambda: _heat(video),
        ),
        key=video.id,
    )


def _heat(video: Value) -> Node:
    """The timeline as columns, each a link to its second; the same in a table to unfold."""
    return el(
        "div",
        el(
            "div",
            each(video.cells, _column),
            aria_hidden="true",
            dir="ltr",
            cls="mt-3 flex h-16 items-end gap-px overflow-hidden rounded-lg bg-surface-secondary",
        ),
        el(
            "details",
            el(
                "summary",
                t("stats.as_table"),
                cls="inline-flex min-h-9 cursor-pointer items-center text-sm text-text-secondary "
                "hover:text-text-primary",
            ),
            el(
                "div",
                el(
                    "table",
                    el("caption", t("stats.plays_caption"), cls="sr-only"),
                    el(
                        "thead",
                        el(
                            "tr",
                            el("th", t("stats.from_second"), scope="col"),
                            el("th", t("stats.plays"), scope="col"),
                            cls="border-b border-border-light text-xs text-text-secondary",
                        ),
                    ),
                    el("tbody", each(video.cells, _cell)),
                    cls=_TABLE + " max-w-sm",
                ),
                tab_index=0,
                role="region",
                aria_label=t("stats.plays_caption"),
                cls="max-h-72 overflow-y-auto",
            ),
            cls="mt-1",
        ),
    )


def _column(cell: Value) -> Node:
    return el(
        "a",
        href=cell.href,
        tab_index=-1,
        title=t("stats.plays_at", time=cell.time, plays=cell.plays),
        data_heat=cell.heat,
        key=cell.time,
        cls="heat min-w-0 flex-1",
    )


def _cell(cell: Value) -> Node:
    return el(
        "tr",
        el("th", el("a", cell.time, href=cell.href, cls=LINK), scope="row", cls="font-normal"),
        el("td", n(cell.plays), cls="tabular-nums"),
        key=cell.time,
    )


def has_videos(figures: Value) -> Value:
    return no(is_empty(figures.videos))
