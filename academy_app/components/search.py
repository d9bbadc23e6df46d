"""What a search looks like: its field, what narrows it, what was found."""

from collections.abc import Callable

from reflex.vars import Var

from academy_app.components.el import (
    Node,
    Value,
    both,
    date,
    each,
    el,
    fragment,
    is_empty,
    is_html,
    no,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.kit import INPUT, LINK, badge, button, empty, icon, link_button

_CHIP = (
    "inline-flex min-h-9 items-center rounded-full border border-border-medium px-3.5 text-sm "
    "hover:bg-surface-hover aria-[current=true]:border-transparent "
    "aria-[current=true]:bg-surface-inverted aria-[current=true]:text-text-inverted"
)


def search_button() -> Node:
    """The header's way to search: a link, which search.js makes open a field with what it finds
    as one types. The texts are its."""
    return el(
        "a",
        icon("search"),
        href="/search",
        aria_label=t("search.title"),
        aria_keyshortcuts="/",
        title=t("search.button"),
        data_search="",
        data_label=t("search.label"),
        data_nothing=t("search.nothing"),
        data_found=t("search.found", number="{n}"),
        data_everything=t("search.everything", words="{q}"),
        data_failed=t("search.failed"),
        data_close=t("search.close"),
        data_thread=t("search.kind.thread"),
        data_post=t("search.kind.post"),
        data_lesson=t("search.kind.lesson"),
        data_transcript=t("search.kind.transcript"),
        cls="inline-flex size-9 items-center justify-center rounded-lg text-text-secondary "
        "hover:bg-surface-hover",
    )


def form(page: Value) -> Node:
    """A plain form; search.js sends it as one types or chooses, and leaves out what is empty."""
    return el(
        "form",
        el("input", type="hidden", name="kind", default_value=page.kind),
        el(
            "div",
            el("label", t("search.label"), html_for="search-words", cls="sr-only"),
            el(
                "input",
                id="search-words",
                name="q",
                type="search",
                max_length=200,
                default_value=page.query,
                placeholder=t("search.label"),
                auto_complete="off",
                cls=INPUT,
            ),
            button(icon("search"), el("span", t("search.submit"), cls="sr-only"), type="submit"),
            cls="flex max-w-2xl gap-2",
        ),
        _narrowing(page),
        action="/search",
        role="search",
        data_search_form="",
        cls="mt-4",
    )


def _narrowing(page: Value) -> Node:
    return el(
        "details",
        el(
            "summary",
            icon("chevron-down"),
            t("search.narrow"),
            cls="flex w-fit min-h-9 items-center gap-1 cursor-pointer rounded-lg pe-2 text-sm "
            "text-text-secondary hover:bg-surface-hover list-none "
            "[&::-webkit-details-marker]:hidden",
        ),
        el(
            "div",
            _choice("category", t("search.category"), page.category, page.categories),
            _choice("course", t("search.course"), page.course, page.courses),
            _typed("author", t("search.author"), page.author, "search"),
            _typed("from", t("search.since"), page.since, "date"),
            _typed("to", t("search.until"), page.until, "date"),
            el(
                "label",
                _tick("answered", page.is_answered),
                t("search.answered"),
                cls="flex min-h-9 items-center gap-2 self-end text-sm",
            ),
            cls="mt-2 grid grid-cols-1 gap-x-4 gap-y-3 min-[420px]:grid-cols-2 md:grid-cols-3",
        ),
        open=page.is_narrowed,
        cls="mt-2",
    )


def _choice(name: str, label: Value, chosen: Value, choices: Value) -> Node:
    options = fragment(
        el("option", t("search.any"), value=""),
        each(
            choices,
            lambda choice: el(
                "option",
                choice.name,
                value=choice.value,
                key=choice.value,
                **({"selected": choice.value == chosen} if is_html() else {}),
            ),
        ),
    )
    given = {} if is_html() else {"default_value": chosen}
    return _labelled(
        name, label, el("select", options, id=f"search-{name}", name=name, cls=INPUT, **given)
    )


def _typed(name: str, label: Value, value: Value, kind: str) -> Node:
    return _labelled(
        name,
        label,
        el(
            "input",
            id=f"search-{name}",
            name=name,
            type=kind,
            max_length=80,
            auto_complete="off",
            default_value=value,
            cls=INPUT,
        ),
    )


def _labelled(name: str, label: Value, control: Node) -> Node:
    return el(
        "div",
        el("label", label, html_for=f"search-{name}", cls="block text-sm font-medium mb-1"),
        control,
        cls="min-w-0",
    )


def _tick(name: str, value: Value) -> Node:
    given = {"checked": value} if is_html() else {"default_checked": value}
    return el("input", type="checkbox", name=name, value="1", cls="size-4", **given)


def kinds(page: Value) -> Node:
    """Everything, or one kind of it."""
    return el(
        "nav",
        each(
            page.kinds,
            lambda kind: el(
                "a",
                _filled(
                    lambda kind: f"search.kinds.{kind}", pick(kind.value == "", "all", kind.value)
                ),
                href=kind.name,
                aria_current=pick(page.kind == kind.value, "true", "false"),
                key=kind.value,
                cls=_CHIP,
            ),
        ),
        aria_label=t("search.kind"),
        cls="mt-4 flex flex-wrap gap-2",
    )


def _filled(key: Callable[[Value], str], value: Value) -> Value:
    """The text of a key whose end is a value."""
    return t_of(Var.create(key(value))) if isinstance(value, Var) else t(key(value))


def results(page: Value) -> Node:
    return fragment(
        el("p", t("search.results", words=page.query), role="status", cls="sr-only"),
        when(
            page.first_href != "",
            lambda: el("a", t("search.first"), href=page.first_href, cls=LINK + " text-sm"),
        ),
        el("ol", each(page.hits, hit), role="list", cls="-mx-3 mt-2 max-w-3xl"),
        when(
            page.more_href != "",
            lambda: link_button(t("search.more"), href=page.more_href, cls="mt-4"),
        ),
    )


def hit(found: Value) -> Node:
    """One result: what it is, its title, its words around what was looked for, where and when."""
    return el(
        "li",
        el(
            "span",
            el("span", cls="icon icon-" + _icon(found.kind), aria_hidden="true"),
            el("span", _filled(lambda kind: f"search.kind.{kind}", found.kind), cls="sr-only"),
            cls="mt-0.5 text-text-secondary",
        ),
        el(
            "div",
            el(
                "h2",
                el(
                    "a",
                    pieces(found.title),
                    href=found.href,
                    cls="after:absolute after:inset-0 after:rounded-xl hover:underline",
                ),
                cls="font-medium break-words",
            ),
            when(
                no(is_empty(found.words)),
                lambda: el(
                    "p",
                    pieces(found.words),
                    cls="mt-0.5 text-sm text-text-secondary break-words line-clamp-3",
                ),
            ),
            el(
                "p",
                el("span", found.place),
                _said(found.author),
                _said(found.time),
                when(found.kind != "lesson", lambda: _said(date(found.at))),
                when(
                    both(found.is_answered, found.kind == "thread"),
                    lambda: badge(icon("check", "!size-3.5"), t("search.is_answered")),
                ),
                cls="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-tertiary",
            ),
            cls="min-w-0 flex-1",
        ),
        key=found.id,
        cls="relative flex gap-3 rounded-xl px-3 py-3 hover:bg-surface-hover",
    )


def _icon(kind: Value) -> Value:
    """A kind's icon has its name."""
    return "kind-" + kind


def _said(words: Value) -> Node:
    return when(words != "", lambda: el("span", words))


def pieces(texts: Value) -> Node:
    """A text in which what was looked for is marked. Each piece is escaped as any text is."""
    return each(
        texts,
        lambda piece: when(
            piece.is_hit, lambda: el("mark", piece.text), lambda: el("span", piece.text)
        ),
    )


def nothing_asked() -> Node:
    return empty("search", t("search.start"), t("search.start_text"))


def nothing_found(page: Value) -> Node:
    """Why it is empty, and what else to try."""
    return el(
        "div",
        empty("search", t("search.nothing_for", words=page.query), t("search.nothing_text")),
        when(
            page.suggestion != "",
            lambda: el(
                "p",
                t("search.meant"),
                " ",
                el("a", page.suggestion, href=page.suggestion_href, cls=LINK + " font-medium"),
                cls="-mt-8 text-center",
            ),
        ),
        when(
            page.clear_href != "",
            lambda: el(
                "p",
                link_button(t("search.widen"), href=page.clear_href),
                cls="mt-4 text-center",
            ),
        ),
        role="status",
    )
