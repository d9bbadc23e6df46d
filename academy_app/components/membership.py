"""Looks of signing in, joining, the account and the list of members."""

from academy_app.components import forms
from academy_app.components.el import Node, Value, date, date_time, el, no, pick, t, t_of, when
from academy_app.components.kit import LINK, avatar, badge, empty, link_button, panel


def card(title: Value, intro: Value, *children: Node) -> Node:
    """One narrow form on a page of its own."""
    return el(
        "div",
        el("h1", title, cls="text-2xl font-semibold"),
        el("p", intro, cls="mt-2 mb-6 text-text-secondary") if intro is not None else None,
        panel(*children, cls="p-5 sm:p-6 " + ("mt-6" if intro is None else "")),
        cls="mx-auto w-full max-w-md py-4 sm:py-10",
    )


def by_link(form: Node, text: Value, *ways_on: Node) -> Node:
    """A form that a one-time link opens, and what stands in its place when forms.js learns that
    the link works no more: `text` and ways on."""
    return el(
        "div",
        el("div", form, data_by_link="", cls="in-data-[link=ended]:hidden"),
        el(
            "div",
            empty(
                "lock",
                t("link.ended"),
                text,
                el("div", *ways_on, cls="flex flex-wrap justify-center gap-2"),
                heading="h1",
            ),
            id="link-ended",
            role="alert",
            tab_index=-1,
            cls="hidden in-data-[link=ended]:block outline-none",
        ),
    )


def to_sign_in() -> Node:
    return link_button(t("nav.sign_in"), href="/sign-in", look="primary")


def beneath(*children: Node) -> Node:
    """Ways on, under the fields of a form."""
    return el("p", *children, cls="mt-4 text-sm text-text-secondary")


def link(text: Value, href: str) -> Node:
    return el("a", text, href=href, cls=LINK)


def section(title: Value, text: Value, *children: Node, name: str) -> Node:
    """One topic of a settings page; `name` is its id."""
    return el(
        "section",
        el("h2", title, id=f"{name}-title", cls="text-lg font-semibold"),
        el("p", text, cls="mt-1 mb-4 text-sm text-text-secondary") if text is not None else None,
        *children,
        aria_labelledby=f"{name}-title",
        cls="border-t border-border-light py-8 first-of-type:border-0",
    )


def role_options() -> tuple[tuple[str, Value], ...]:
    return (
        ("USER", t("role.user")),
        ("MODERATOR", t("role.moderator")),
        ("CONTENT_CREATOR", t("role.content_creator")),
        ("ADMIN", t("role.admin")),
    )


def role_name(role: Value) -> Value:
    return t_of("role." + role.lower())


def session_row(row: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el(
                "p",
                pick(row.user_agent != "", row.user_agent, t("account.unknown_browser")),
                cls="font-medium",
            ),
            el(
                "p",
                t(
                    "account.session_dates",
                    since=date_time(row.created_at),
                    seen=date_time(row.seen_at),
                ),
                cls="text-sm text-text-secondary",
            ),
            cls="min-w-0",
        ),
        when(
            row.is_current,
            lambda: badge(t("account.this_browser"), cls="shrink-0 whitespace-nowrap"),
            lambda: forms.api_form(
                forms.submit(t("account.end_session"), look="secondary"),
                to=f"/me/sessions/{row.id}",
                name=f"session-{row.id}",
                cls="text-end",
                data_method="DELETE",
                data_refresh="refresh",
            ),
        ),
        key=row.id,
        cls="flex items-center justify-between gap-4 py-3",
    )


def token_row(row: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el("p", row.name, cls="font-medium wrap-anywhere"),
            el(
                "p",
                pick(
                    row.used_at != "",
                    t("account.token_used", used=date(row.used_at)),
                    t("account.token_unused"),
                ),
                cls="text-sm text-text-secondary",
            ),
            cls="min-w-0",
        ),
        forms.api_form(
            forms.submit(t("account.revoke"), look="secondary"),
            to=f"/me/tokens/{row.id}",
            name=f"token-{row.id}",
            cls="text-end",
            data_method="DELETE",
            data_refresh="refresh",
            data_confirm=t("account.revoke_question", name=row.name),
        ),
        key=row.id,
        cls="flex items-center justify-between gap-4 py-3",
    )


def invitation_row(row: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el("p", row.email, cls="font-medium wrap-anywhere"),
            el(
                "p",
                role_name(row.role),
                " · ",
                t("members.until", day=date(row.expires_at)),
                cls="text-sm text-text-secondary",
            ),
            cls="min-w-0",
        ),
        forms.api_form(
            forms.submit(t("members.withdraw"), look="secondary"),
            to=f"/members/invitations/{row.id}",
            name=f"invitation-{row.id}",
            cls="text-end",
            data_method="DELETE",
            data_refresh="refresh",
        ),
        key=row.id,
        cls="flex items-center justify-between gap-4 py-3",
    )


def member_row(row: Value) -> Node:
    return el(
        "li",
        avatar(row.name, row.initials, row.picture, row.colour),
        el(
            "div",
            el(
                "p",
                row.name,
                " ",
                when(row.is_me, lambda: badge(t("members.you"))),
                when(no(row.is_active), lambda: badge(t("members.shut_out"))),
                when(row.is_placeholder, lambda: badge(t("members.placeholder"))),
                cls="font-medium wrap-anywhere",
            ),
            el("p", row.email, cls="text-sm text-text-secondary wrap-anywhere"),
            cls="min-w-0 flex-1 basis-48",
        ),
        when(no(row.is_placeholder), lambda: _decisions(row)),
        key=row.id,
        cls="flex flex-wrap items-center gap-3 py-3",
    )


def _decisions(row: Value) -> Node:
    return el(
        "div",
        _role_choice(row),
        when(no(row.is_me), lambda: _standing(row)),
        cls="flex flex-wrap items-center gap-2",
    )


def _role_choice(row: Value) -> Node:
    """Sent as soon as it is chosen."""
    return forms.api_form(
        forms.select(
            role_options(),
            row.role,
            id=f"role-of-{row.id}",
            name="role",
            aria_label=t("members.role_of", name=row.name),
            data_submits="",
        ),
        to=f"/members/{row.id}",
        name=f"role-{row.id}",
        cls="w-44",
        data_method="PATCH",
        data_refresh="refresh",
        data_keep="",
    )


def _standing(row: Value) -> Node:
    return when(
        row.is_active,
        lambda: _standing_form(
            row,
            t("members.shut_out_action"),
            "false",
            t("members.shut_out_question", name=row.name),
        ),
        lambda: _standing_form(row, t("members.let_in"), "true", None),
    )


def _standing_form(row: Value, label: Value, is_active: str, question: Value) -> Node:
    return forms.api_form(
        el("input", type="hidden", name="is_active", value=is_active, data_json=""),
        forms.submit(label, look="secondary", aria_label=label),
        to=f"/members/{row.id}",
        name=f"standing-{row.id}-{is_active}",
        cls="",
        data_method="PATCH",
        data_refresh="refresh",
        data_confirm=question,
    )


def picture_forms(me: Value) -> Node:
    """The picture as it is, the way to another, and the way back to initials."""
    return el(
        "div",
        avatar(me.name, me.initials, me.picture, me.colour, "!size-20 !text-2xl"),
        el(
            "div",
            forms.api_form(
                el(
                    "input",
                    id="picture",
                    name="picture",
                    type="file",
                    accept="image/png,image/jpeg,image/webp,image/gif",
                    aria_describedby="picture-hint",
                    data_submits="",
                    data_max="5000000",
                    data_too_large=t("picture.too_large", mb=5),
                    cls="peer sr-only",
                ),
                # The browser's own button speaks the browser's language, not the page's.
                el(
                    "label",
                    t("account.picture_choose"),
                    html_for="picture",
                    cls="inline-flex min-h-9 cursor-pointer items-center rounded-lg border "
                    "border-border-medium px-3 text-sm font-medium hover:bg-surface-hover "
                    "peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2",
                ),
                el(
                    "p",
                    t("account.picture_hint"),
                    id="picture-hint",
                    cls="mt-1 text-xs text-text-tertiary",
                ),
                el(
                    "p",
                    data_error_for="picture",
                    id="picture-error",
                    cls="mt-1 text-sm text-text-destructive empty:hidden",
                ),
                to="/me/picture",
                name="picture-form",
                cls="w-full",
                data_refresh="refresh",
            ),
            when(
                me.picture != "",
                lambda: forms.api_form(
                    forms.submit(t("account.picture_remove"), look="secondary"),
                    to="/me/picture",
                    name="picture-remove",
                    cls="mt-3",
                    data_method="DELETE",
                    data_refresh="refresh",
                ),
            ),
            cls="min-w-0 flex-1",
        ),
        cls="mb-6 flex items-start gap-5",
    )


def nothing_yet(text: Value) -> Node:
    return el("p", text, cls="text-sm text-text-secondary")
