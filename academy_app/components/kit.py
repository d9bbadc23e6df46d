"""The primitives of every screen: Tailwind classes over LibreChat's tokens, plain elements."""

from typing import Literal, TypeAlias

from academy_app.components.el import Node, Value, el, fragment, pick, t, t_with, when

Look: TypeAlias = Literal["primary", "secondary", "ghost", "danger"]

_CONTROL = (
    "inline-flex items-center justify-center gap-2 min-h-9 px-3 rounded-lg text-sm font-medium "
    "whitespace-nowrap transition-colors duration-150 cursor-pointer "
    "disabled:opacity-60 disabled:cursor-not-allowed aria-busy:cursor-progress "
)
_LOOKS: dict[Look, str] = {
    "primary": "bg-surface-submit text-white hover:bg-surface-submit-hover",
    "secondary": "border border-border-medium bg-surface-primary text-text-primary "
    "hover:bg-surface-hover",
    "ghost": "text-text-primary hover:bg-surface-hover",
    "danger": "bg-surface-destructive text-white hover:bg-surface-destructive-hover",
}
INPUT = (
    "w-full min-h-9 px-3 py-1.5 rounded-xl border border-border-heavy bg-surface-primary "
    "text-text-primary placeholder:text-text-tertiary aria-invalid:border-text-destructive"
)
LINK = "text-link underline underline-offset-2 hover:text-link-hover"


def icon(name: str, cls: str = "") -> Node:
    """A decorative stroke icon in the colour of the text around it."""
    return el("span", cls=f"icon icon-{name} {cls}".rstrip(), aria_hidden="true")


def button(*children: Node, look: Look = "secondary", cls: str = "", **props: Value) -> Node:
    props.setdefault("type", "button")
    return el("button", *children, cls=_CONTROL + _LOOKS[look] + " " + cls, **props)


def link_button(*children: Node, look: Look = "secondary", cls: str = "", **props: Value) -> Node:
    """A link that looks like a button; `href` says where to."""
    return el("a", *children, cls=_CONTROL + _LOOKS[look] + " " + cls, **props)


def icon_button(name: str, label: Value, cls: str = "", **props: Value) -> Node:
    """A button that shows only an icon; `label` is its accessible name and tooltip."""
    return button(
        icon(name), look="ghost", cls="w-9 !px-0 " + cls, aria_label=label, title=label, **props
    )


def panel(*children: Node, cls: str = "", **props: Value) -> Node:
    """A raised surface."""
    return el(
        "div",
        *children,
        cls="rounded-2xl border border-border-light bg-surface-primary " + cls,
        **props,
    )


def badge(*children: Node, cls: str = "") -> Node:
    return el(
        "span",
        *children,
        cls="inline-flex items-center gap-1 rounded-full bg-surface-tertiary px-2.5 py-0.5 "
        "text-xs font-medium text-text-secondary " + cls,
    )


def progress(percent: Value, label: Value, cls: str = "") -> Node:
    """How much is done, 0 to 100."""
    return el("progress", value=percent, max=100, aria_label=label, cls="w-full " + cls)


def field(name: str, label: Value, *, hint: Value = None, prefix: str = "", **props: Value) -> Node:
    """A labelled input with a place for its error, which forms.js fills in by `name`."""
    control = prefix + name
    return el(
        "div",
        el("label", label, html_for=control, cls="block text-sm font-medium mb-1"),
        el(
            "input",
            id=control,
            name=name,
            cls=INPUT,
            aria_describedby=None if hint is None else f"{control}-hint",
            **props,
        ),
        None
        if hint is None
        else el("p", hint, id=f"{control}-hint", cls="mt-1 text-xs text-text-tertiary"),
        el(
            "p",
            data_error_for=name,
            id=f"{control}-error",
            cls="mt-1 text-sm text-text-destructive empty:hidden",
        ),
    )


def avatar(name: Value, initials: Value, picture: Value, colour: Value, cls: str = "") -> Node:
    """A member's picture, or their initials on one of fourteen colours."""
    size = "size-8 shrink-0 rounded-full " + cls
    return when(
        picture != "",
        el("img", src=picture, alt="", cls="object-cover " + size, loading="lazy"),
        el(
            "span",
            initials,
            data_colour=colour,
            title=name,
            aria_hidden="true",
            cls="avatar inline-flex items-center justify-center text-xs font-semibold text-white "
            + size,
        ),
    )


def empty(
    icon_name: str, title: Value, text: Value, action: Node = None, heading: str = "h2"
) -> Node:
    """What stands where nothing is yet: why, and what to do."""
    return el(
        "div",
        el(
            "div",
            icon(icon_name, "!size-7"),
            cls="mx-auto mb-4 flex size-14 items-center justify-center rounded-full "
            "bg-surface-tertiary text-text-secondary",
        ),
        el(heading, title, cls="text-lg font-semibold"),
        el("p", text, cls="mx-auto mt-1 max-w-md text-text-secondary"),
        when(action is not None, el("div", action, cls="mt-5")),
        cls="px-4 py-14 text-center",
    )


def problem(key: Value, params: Value = None) -> Node:
    """A page that cannot be shown: the reason, with what it names, and ways on."""
    return el(
        "div",
        empty(
            "alert",
            t_with(key, params),
            t("problem.help"),
            fragment(
                link_button(t("nav.home"), href="/", look="primary"),
                " ",
                link_button(t("nav.courses"), href="/courses"),
            ),
            heading="h1",
        ),
        role="alert",
    )


def skeleton(*heights: str, cls: str = "") -> Node:
    """Grey shapes while something loads, read as "loading"."""
    return el(
        "div",
        el("span", t("state.loading"), cls="sr-only"),
        *[el("div", cls=f"skeleton mb-4 {height}", aria_hidden="true") for height in heights],
        role="status",
        cls=cls,
    )


def tick(is_done: Value, label: Value) -> Node:
    """A round mark: filled when done. Its label is read to those who don't see it."""
    return el(
        "span",
        when(is_done, icon("check", "!size-3.5")),
        when(is_done, el("span", label, cls="sr-only")),
        cls=pick(
            is_done,
            "flex size-5 shrink-0 items-center justify-center rounded-full border "
            "border-accent bg-accent text-text-inverted",
            "flex size-5 shrink-0 items-center justify-center rounded-full border "
            "border-border-heavy text-transparent",
        ),
    )
