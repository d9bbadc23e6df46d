"""/invitation#token: makes the account that a link promises."""

from academy_app.components import forms
from academy_app.components.el import Node, pick, t, when
from academy_app.components.kit import link_button
from academy_app.components.membership import by_link, card, to_sign_in
from academy_app.pages.page import Page, Screen


def draw(screen: Screen) -> Node:
    is_open = screen.sign_up == "open"
    return by_link(
        _form(),
        pick(is_open, t("link.ended_sign_up"), t("link.ended_invitation")),
        to_sign_in(),
        when(is_open, lambda: link_button(t("reset.again"), href="/sign-up")),
    )


def _form() -> Node:
    return card(
        t("invitation.title"),
        t("invitation.intro"),
        forms.api_form(
            forms.token_of_link(),
            forms.name("join-"),
            forms.password("join-", t("form.password"), is_new=True),
            forms.submit(t("invitation.submit")),
            to="/auth/join",
            name="join",
            data_next="/",
        ),
    )


PAGE = Page("/invitation", "invitation.title", draw)
