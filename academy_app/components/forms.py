"""Forms that assets/forms.js sends to the API, and what stands in them."""

from academy_app.components.el import Node, Value, each, el, is_html, t
from academy_app.components.kit import INPUT, Look, button, field, icon

API = "/api/lms"


def api_form(*children: Node, to: Value, name: Value, cls: str = "", **props: Value) -> Node:
    """A form for the route `to`, `name` being its id. The attributes are forms.js's."""
    return el(
        "form",
        *children,
        el(
            "p",
            data_error_for="",
            role="alert",
            cls="text-sm text-text-destructive empty:hidden",
        ),
        id=name,
        action=API + to,
        method="post",
        no_validate=True,
        data_api="",
        data_offline=t("form.offline"),
        cls=cls or "flex flex-col gap-4",
        **props,
    )


def submit(label: Value, look: Look = "primary", cls: str = "", **props: Value) -> Node:
    return button(label, look=look, type="submit", cls=cls, **props)


def email(prefix: str) -> Node:
    return field(
        "email",
        t("form.email"),
        prefix=prefix,
        type="email",
        auto_complete="username",
        required=True,
        auto_capitalize="none",
        spell_check=False,
    )


def name(prefix: str, value: Value = None) -> Node:
    return field(
        "name",
        t("form.name"),
        prefix=prefix,
        hint=t("form.name_hint"),
        auto_complete="name",
        required=True,
        max_length=80,
        default_value=value,
    )


def password(prefix: str, label: Value, *, field_name: str = "password", is_new: bool) -> Node:
    """A password and the button that shows it."""
    control = prefix + field_name
    return el(
        "div",
        el("label", label, html_for=control, cls="block text-sm font-medium mb-1"),
        el(
            "div",
            el(
                "input",
                id=control,
                name=field_name,
                type="password",
                required=True,
                auto_complete="new-password" if is_new else "current-password",
                aria_describedby=f"{control}-hint" if is_new else None,
                cls=INPUT + " pe-20",
            ),
            el(
                "button",
                t("form.show"),
                type="button",
                data_reveals=field_name,
                aria_pressed="false",
                aria_label=t("form.show_password"),
                cls="absolute inset-y-0 end-1 my-1 rounded-lg px-2.5 text-sm text-text-secondary "
                "cursor-pointer hover:bg-surface-hover aria-pressed:bg-surface-active",
            ),
            cls="relative",
        ),
        el(
            "p",
            t("form.password_hint"),
            id=f"{control}-hint",
            cls="mt-1 text-xs text-text-tertiary",
        )
        if is_new
        else None,
        el(
            "p",
            data_error_for=field_name,
            id=f"{control}-error",
            cls="mt-1 text-sm text-text-destructive empty:hidden",
        ),
    )


def whose_password(email_address: Value) -> Node:
    """Tells a password manager which account a form is about; never sent."""
    return el(
        "input",
        type="email",
        auto_complete="username",
        default_value=email_address,
        read_only=True,
        hidden=True,
    )


def text_area(prefix: str, field_name: str, label: Value, value: Value, hint: Value) -> Node:
    control = prefix + field_name
    given = {
        "id": control,
        "name": field_name,
        "rows": 4,
        "aria_describedby": f"{control}-hint",
        "cls": INPUT,
    }
    return el(
        "div",
        el("label", label, html_for=control, cls="block text-sm font-medium mb-1"),
        el("textarea", value, **given)
        if is_html()
        else el("textarea", default_value=value, **given),
        el("p", hint, id=f"{control}-hint", cls="mt-1 text-xs text-text-tertiary"),
        el(
            "p",
            data_error_for=field_name,
            id=f"{control}-error",
            cls="mt-1 text-sm text-text-destructive empty:hidden",
        ),
    )


def option(kind: str, name: str, value: Value, is_chosen: Value, **props: Value) -> Node:
    """A `radio` or a `checkbox`. Checkboxes with `data_list` are sent as a list of the chosen."""
    chosen = {"checked": is_chosen} if is_html() else {"default_checked": is_chosen}
    return el("input", type=kind, name=name, value=value, **chosen, **props)


def choices(title: Value, name: str, *options: Node, hint: Value = None, cls: str = "") -> Node:
    """A group of options with a place for its error; `cls` lays the options out."""
    return el(
        "fieldset",
        el("legend", title, cls="mb-1 text-sm font-medium"),
        None if hint is None else el("p", hint, cls="mb-2 text-xs text-text-tertiary"),
        el("div", *options, cls=cls),
        el(
            "p",
            data_error_for=name,
            cls="mt-1 text-sm text-text-destructive empty:hidden",
        ),
        cls="group min-w-0",
    )


def select(options: tuple[tuple[str, Value], ...], chosen: Value, **props: Value) -> Node:
    """A drop-down of (value, text). `chosen` is a value."""
    if is_html():
        drawn = [
            el("option", text, value=value, selected=value == chosen) for value, text in options
        ]
        return el("select", *drawn, cls=INPUT, **props)
    drawn = [el("option", text, value=value) for value, text in options]
    return el("select", *drawn, default_value=chosen, cls=INPUT, **props)


def token_of_link() -> Node:
    """The secret of a one-time link, which stands behind the # of the address."""
    return el("input", type="hidden", name="token", data_fragment="")


def success(*children: Node, cls: str = "") -> Node:
    """What is shown and read when it worked."""
    return el(
        "div",
        *children,
        data_success="",
        hidden=True,
        tab_index=-1,
        role="status",
        cls="rounded-xl border border-border-light bg-surface-secondary px-4 py-3 text-sm " + cls,
    )


def done(text: Value) -> Node:
    return success(el("p", icon("check", "text-accent"), text, cls="flex items-center gap-2"))


def given_once(label: Value, answer: str, name: str) -> Node:
    """A field of the answer that can be copied, and will not be shown again."""
    return success(
        el("label", label, html_for=name, cls="block font-medium mb-1"),
        el(
            "input",
            id=name,
            read_only=True,
            data_fill=answer,
            cls=INPUT + " font-mono text-sm",
        ),
    )


def rows(items: Value, draw: Value) -> Node:
    """A list with a line between its rows."""
    return el(
        "ul",
        each(items, draw),
        role="list",
        cls="divide-y divide-border-light empty:hidden",
    )


def confirmation() -> Node:
    """Where forms with data-confirm ask first. The safe answer stands first and has the focus."""
    return el(
        "dialog",
        el("p", id="confirmation-question", cls="font-medium"),
        el(
            "div",
            button(t("form.cancel"), data_dialog_close=True),
            button(look="danger", data_agree=True),
            cls="mt-5 flex flex-wrap justify-end gap-2",
        ),
        id="confirmation",
        role="alertdialog",
        aria_labelledby="confirmation-question",
        cls="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-2xl border border-border-light "
        "bg-surface-dialog p-5 text-text-primary backdrop:bg-black/50",
    )


def refresher(on_click: Value) -> Node:
    """What forms name in data-refresh: loads the page's content anew."""
    return el("button", type="button", id="refresh", hidden=True, tab_index=-1, on_click=on_click)
