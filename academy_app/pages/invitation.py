"""/invitation#token: makes the account that a link promises."""

from academy_app.components import forms
from academy_app.components.el import Node, t
from academy_app.components.membership import card
from academy_app.pages.page import Page, Screen


def draw(_screen: Screen) -> Node:
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
