"""What surrounds every page: header, menus, main part, the notice of no connection."""

from academy_app.components.el import Node, Value, el, fragment, here, pick, t, when
from academy_app.components.kit import avatar, icon, link_button
from academy_app.components.notices import bell_link
from academy_app.components.person import person_href
from academy_app.components.search import search_button

FRAME = "min-h-dvh flex flex-col bg-presentation text-text-primary"
MENU_ITEM = (
    "flex w-full items-center gap-3 rounded-lg px-3 min-h-9 text-sm text-text-primary "
    "hover:bg-surface-hover cursor-pointer text-start"
)


def frame(
    me: Value, bell: Value, content: Node, *, site: str, chat: str, is_wide: bool = False
) -> Node:
    """Header and main part. `chat` is the address of the chat, "" for none."""
    return fragment(
        el("a", t("app.skip"), href="#main", cls="skip-link"),
        header(me, bell, site=site, chat=chat),
        el(
            "main",
            content,
            id="main",
            tab_index=-1,
            cls="flex-1 w-full outline-none"
            + ("" if is_wide else " mx-auto max-w-6xl px-4 py-6 sm:px-6"),
        ),
    )


def header(me: Value, bell: Value, *, site: str, chat: str) -> Node:
    return el(
        "header",
        el(
            "a",
            icon("cap", "!size-6"),
            el("span", site, cls="max-[420px]:sr-only"),
            href="/",
            cls="flex items-center gap-2 font-semibold rounded-lg px-1",
        ),
        when(
            me.id != 0,
            lambda: el(
                "nav",
                nav_link("home", t("nav.home"), "/"),
                nav_link("book", t("nav.courses"), "/courses"),
                nav_link("chat", t("nav.community"), "/community"),
                aria_label=t("nav.main"),
                cls="flex items-center gap-1",
            ),
        ),
        el(
            "div",
            when(
                me.id != 0,
                lambda: fragment(search_button(), bell_link(bell), account_menu(me, chat)),
                lambda: fragment(
                    preferences_menu(),
                    link_button(t("nav.sign_in"), href="/sign-in", look="primary"),
                ),
            ),
            cls="ms-auto flex items-center gap-2",
        ),
        cls="sticky top-0 z-30 flex h-14 items-center gap-3 border-b border-border-light "
        "bg-presentation px-4 sm:gap-6",
    )


def nav_link(icon_name: str, label: Value, href: str) -> Node:
    """A link of the header; the one that is open, or under which the page stands, says so."""
    path = here()
    is_under = False if href == "/" else path.startswith(href + "/")
    return el(
        "a",
        icon(icon_name),
        el("span", label, cls="max-sm:sr-only"),
        href=href,
        title=label,
        aria_current=pick(path == href, "page", pick(is_under, "true", "false")),
        cls="flex items-center gap-2 rounded-lg px-2.5 min-h-9 text-sm font-medium "
        "text-text-secondary hover:bg-surface-hover "
        "not-aria-[current=false]:bg-surface-active not-aria-[current=false]:text-text-primary",
    )


def menu(summary: Node, *items: Node, label: Value) -> Node:
    """A drop-down that needs no script to open; site.js closes it on Escape and outside."""
    return el(
        "details",
        el(
            "summary",
            summary,
            aria_label=label,
            title=label,
            cls="flex min-h-9 min-w-9 items-center justify-center rounded-lg cursor-pointer "
            "list-none hover:bg-surface-hover [&::-webkit-details-marker]:hidden",
        ),
        el(
            "div",
            *items,
            cls="absolute end-0 z-40 mt-1 w-64 rounded-2xl border border-border-light "
            "bg-surface-dialog p-2 shadow-lg",
        ),
        data_menu=True,
        cls="relative",
    )


def account_menu(me: Value, chat: str) -> Node:
    return menu(
        avatar(me.name, me.initials, me.picture, me.colour),
        el(
            "p",
            el("span", me.name, cls="block truncate font-medium"),
            el("span", me.email, cls="block truncate text-sm text-text-secondary"),
            cls="px-3 py-2",
        ),
        _rule(),
        el("a", icon("bookmark"), t("bookmarks.title"), href="/bookmarks", cls=MENU_ITEM),
        el("a", icon("pencil"), t("drafts.title"), href="/drafts", cls=MENU_ITEM),
        el(
            "a",
            icon("user"),
            t("nav.profile"),
            href=person_href(me.id),
            data_plain=True,
            cls=MENU_ITEM,
        ),
        el("a", icon("trophy"), t("nav.leaderboard"), href="/leaderboard", cls=MENU_ITEM),
        el("a", icon("settings"), t("nav.settings"), href="/account", cls=MENU_ITEM),
        when(
            me.is_author,
            lambda: el("a", icon("cap"), t("teach.title"), href="/teach", cls=MENU_ITEM),
        ),
        when(
            me.is_author,
            lambda: el("a", icon("download"), t("imports.title"), href="/imports", cls=MENU_ITEM),
        ),
        when(
            me.is_admin,
            lambda: el("a", icon("users"), t("nav.members"), href="/members", cls=MENU_ITEM),
        ),
        when(
            me.is_admin,
            lambda: el("a", icon("chat"), t("nav.categories"), href="/categories", cls=MENU_ITEM),
        ),
        when(
            me.is_admin,
            lambda: el("a", icon("group"), t("nav.groups"), href="/groups", cls=MENU_ITEM),
        ),
        el("a", icon("link"), t("nav.chat"), href=chat, cls=MENU_ITEM) if chat else None,
        _rule(),
        *preferences(),
        _rule(),
        el(
            "form",
            el("button", icon("exit"), t("nav.sign_out"), type="submit", cls=MENU_ITEM),
            action="/api/lms/auth/logout",
            method="post",
            data_api=True,
            data_next="/sign-in",
        ),
        label=t("nav.account"),
    )


def preferences_menu() -> Node:
    """Look and language, for visitors."""
    return menu(icon("globe"), *preferences(), label=t("nav.preferences"))


def preferences() -> tuple[Node, ...]:
    """The choices of look and language."""
    return (
        _choices(
            t("nav.theme"),
            "theme",
            (("light", t("theme.light")), ("dark", t("theme.dark")), ("system", t("theme.system"))),
        ),
        # Languages call themselves by their own names in every language.
        _choices(t("nav.language"), "language", (("en", "English"), ("de", "Deutsch"))),
    )


def _choices(label: Value, kind: str, options: tuple[tuple[str, Value], ...]) -> Node:
    """A row of buttons of which one is chosen; site.js reads and writes the choice."""
    return el(
        "div",
        el("span", label, cls="block px-1 pb-1 text-xs text-text-tertiary"),
        el(
            "div",
            *[
                el(
                    "button",
                    text,
                    type="button",
                    data_choose=kind,
                    data_value=value,
                    cls="flex-1 rounded-lg px-2 min-h-9 text-sm cursor-pointer "
                    "hover:bg-surface-hover aria-pressed:bg-surface-active "
                    "aria-pressed:font-medium",
                    lang=value if kind == "language" else None,
                )
                for value, text in options
            ],
            role="group",
            aria_label=label,
            cls="flex gap-1 rounded-xl bg-surface-secondary p-1",
        ),
        cls="px-2 py-1",
    )


def _rule() -> Node:
    return el("hr", cls="my-2 border-border-light")


def offline_notice(is_offline: Value) -> Node:
    """Said, not only shown, when the server cannot be reached."""
    return el(
        "div",
        when(
            is_offline,
            lambda: el(
                "p",
                icon("alert"),
                t("state.offline"),
                cls="flex items-center gap-2 rounded-xl border border-border-medium "
                "bg-surface-dialog px-4 py-2.5 text-sm shadow-lg",
            ),
        ),
        role="status",
        cls="fixed inset-x-4 bottom-4 z-50 mx-auto w-fit",
    )
