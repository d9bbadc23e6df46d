"""/reset#token: sets a new password by the link of a letter."""

from academy_app.components import forms
from academy_app.components.el import Node, t
from academy_app.components.kit import link_button
from academy_app.components.membership import beneath, by_link, card, link
from academy_app.pages.page import Page, Screen


def draw(_screen: Screen) -> Node:
    return by_link(
        _form(),
        t("link.ended_reset"),
        link_button(t("reset.again"), href="/forgot", look="primary"),
        link_button(t("nav.sign_in"), href="/sign-in"),
    )


def _form() -> Node:
    return card(
        t("reset.title"),
        t("reset.intro"),
        forms.api_form(
            forms.token_of_link(),
            forms.password("reset-", t("form.new_password"), is_new=True),
            forms.submit(t("reset.submit")),
            to="/auth/reset",
            name="reset",
            data_next="/",
        ),
        beneath(link(t("reset.again"), "/forgot")),
    )


PAGE = Page("/reset", "reset.title", draw)
