"""/account: profile, look and language, password, sign-ins, tokens."""

from academy_app.components import forms
from academy_app.components.el import Node, Value, el, is_empty, t, when
from academy_app.components.frame import preferences
from academy_app.components.kit import field
from academy_app.components.membership import (
    nothing_yet,
    picture_forms,
    section,
    session_row,
    token_row,
)
from academy_app.pages.page import Page, Screen
from academy_app.state.account import AccountState, load_account


def draw(screen: Screen) -> Node:
    return el(
        "div",
        el("h1", t("account.title"), cls="text-2xl font-semibold"),
        _profile(screen.me),
        section(t("account.look"), None, el("div", *preferences(), cls="-mx-2"), name="look"),
        _password(screen.me),
        _sessions(screen.account.sessions),
        _tokens(screen.account.tokens),
        forms.confirmation(),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-2xl",
    )


def _profile(me: Value) -> Node:
    return section(
        t("account.profile"),
        t("account.profile_text"),
        picture_forms(me),
        forms.api_form(
            forms.name("profile-", me.name),
            forms.text_area("profile-", "bio", t("account.bio"), me.bio, t("account.bio_hint")),
            el("div", forms.submit(t("account.save"))),
            forms.done(t("account.saved")),
            to="/me",
            name="profile-form",
            data_method="PATCH",
            data_refresh="refresh",
            data_keep="",
        ),
        name="profile",
    )


def _password(me: Value) -> Node:
    return section(
        t("account.password"),
        t("account.password_text"),
        forms.api_form(
            forms.whose_password(me.email),
            forms.password(
                "change-", t("account.password_current"), field_name="current", is_new=False
            ),
            forms.password("change-", t("form.new_password"), is_new=True),
            el("div", forms.submit(t("account.password_submit"))),
            forms.done(t("account.password_changed")),
            to="/auth/password",
            name="password-form",
            data_refresh="refresh",
        ),
        name="password",
    )


def _sessions(rows: Value) -> Node:
    return section(
        t("account.sessions"),
        t("account.sessions_text"),
        forms.rows(rows, session_row),
        forms.api_form(
            forms.submit(t("account.sign_out_everywhere"), look="secondary"),
            to="/auth/logout-everywhere",
            name="everywhere",
            cls="mt-4",
            data_next="/sign-in",
            data_confirm=t("account.sign_out_question"),
        ),
        name="sessions",
    )


def _tokens(rows: Value) -> Node:
    return section(
        t("account.tokens"),
        t("account.tokens_text"),
        when(is_empty(rows), lambda: nothing_yet(t("account.no_tokens"))),
        forms.rows(rows, token_row),
        forms.api_form(
            field(
                "name",
                t("account.token_name"),
                prefix="token-",
                hint=t("account.token_name_hint"),
                auto_complete="off",
                max_length=80,
            ),
            el("div", forms.submit(t("account.token_make"))),
            forms.given_once(t("account.token_made"), "token", "made-token"),
            to="/me/tokens",
            name="token-form",
            cls="mt-4 flex flex-col gap-4",
            data_refresh="refresh",
        ),
        name="tokens",
    )


PAGE = Page("/account", "account.title", draw, AccountState, load_account)
