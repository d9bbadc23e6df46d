"""/reset#token: sets a new password by the link of a letter."""

from academy_app.components import forms
from academy_app.components.el import Node, t
from academy_app.components.membership import beneath, card, link
from academy_app.pages.page import Page, Screen


def draw(_screen: Screen) -> Node:
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
