"""A course's people: the list with its orders, who comes in, and by which links."""

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    ago,
    beyond_the_router,
    date,
    each,
    el,
    fragment,
    is_empty,
    no,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.kit import (
    INPUT,
    avatar,
    button,
    empty,
    icon,
    link_button,
    progress,
)
from academy_app.components.membership import nothing_yet

FACTS = "text-sm text-text-secondary"


def search(page: Value, name: str, label: Value, value: Value, *hidden: Node) -> Node:
    """A form that opens the page anew with what was typed; `name` is the parameter."""
    return el(
        "form",
        el("label", label, html_for=f"people-{name}", cls="sr-only"),
        el(
            "input",
            id=f"people-{name}",
            name=name,
            type="search",
            max_length=100,
            default_value=value,
            placeholder=label,
            auto_complete="off",
            cls=INPUT,
        ),
        *hidden,
        button(
            icon("search"), el("span", t("members.search_button"), cls="sr-only"), type="submit"
        ),
        action=page.course.people_href,
        role="search",
        data_get="",
        key=page.course.id,
        cls="flex max-w-md flex-1 basis-64 gap-2",
    )


def orders(page: Value) -> Node:
    return el(
        "nav",
        each(
            page.sorts,
            lambda sort: el(
                "a",
                t_of(sort.text),
                href=sort.href,
                aria_current=pick(sort.is_chosen, "true", "false"),
                key=sort.text,
                cls="inline-flex min-h-9 items-center rounded-full border border-border-medium "
                "px-3 text-sm hover:bg-surface-hover aria-[current=true]:border-transparent "
                "aria-[current=true]:bg-surface-inverted "
                "aria-[current=true]:text-text-inverted",
            ),
        ),
        aria_label=t("people.order"),
        cls="flex flex-wrap gap-2",
    )


def people(page: Value) -> Node:
    """The list, or why there is none."""
    return fragment(
        el(
            "div",
            search(
                page,
                "q",
                t("people.search"),
                page.query,
                el("input", type="hidden", name="sort", value=page.sort),
            ),
            link_button(
                icon("download"),
                t("teach.csv"),
                href=page.csv_href,
                download=True,
                **beyond_the_router(),
            ),
            cls="mt-4 mb-3 flex flex-wrap items-center justify-between gap-3",
        ),
        orders(page),
        when(
            is_empty(page.rows),
            lambda: when(
                page.query != "",
                lambda: nothing_yet(t("people.nobody_found")),
                lambda: empty("users", t("people.none"), t("people.none_text"), heading="h3"),
            ),
        ),
        el("div", forms.rows(page.rows, lambda row: _learner(page, row)), cls="mt-3"),
        el(
            "div",
            when(
                no(page.is_first),
                lambda: link_button(t("people.first"), href=page.course.people_href),
            ),
            when(
                page.next_href != "",
                lambda: link_button(t("people.more"), href=page.next_href),
            ),
            cls="mt-4 flex flex-wrap gap-2 empty:hidden",
        ),
    )


def _learner(page: Value, row: Value) -> Node:
    return el(
        "li",
        face(row.person),
        el(
            "div",
            el("a", row.person.name, href=row.href, cls="font-medium hover:underline"),
            el(
                "p",
                t_of("enrolled." + row.how),
                " · ",
                t("people.since", moment=date(row.started_at)),
                cls=FACTS,
            ),
            el("p", t("people.seen"), " ", ago(row.seen_at), cls=FACTS),
            cls="min-w-0 flex-1 basis-40 wrap-anywhere",
        ),
        el(
            "div",
            el(
                "p",
                el("span", t("course.done_of", done=row.done, total=page.lessons)),
                when(
                    row.watched != "",
                    lambda: el("span", t("people.watched", time=row.watched)),
                ),
                cls="mb-1 flex flex-wrap justify-between gap-x-3 text-sm tabular-nums "
                "text-text-secondary",
            ),
            progress(row.percent, t("people.progress_of", name=row.person.name)),
            cls="min-w-0 flex-1 basis-44",
        ),
        forms.api_form(
            forms.submit(
                t("people.remove"),
                look="secondary",
                aria_label=t("people.remove_one", name=row.person.name),
            ),
            to=f"/courses/{page.course.slug}/people/{row.person.id}",
            name=f"remove-{row.person.id}",
            cls="text-end",
            data_method="DELETE",
            data_refresh="refresh",
        ),
        key=row.person.id,
        cls="flex flex-wrap items-center gap-x-4 gap-y-2 py-3",
    )


def face(person: Value) -> Node:
    return avatar(person.name, person.initials, person.picture, person.colour)
