"""/welcome#token: makes the first admin, by the link that the server prints."""

from academy_app.components import forms
from academy_app.components.el import Node, t
from academy_app.components.membership import by_link, card, to_sign_in
from academy_app.pages.page import Page, Screen


def draw(_screen: Screen) -> Node:
    return by_link(_form(), t("link.ended_welcome"), to_sign_in())


def _form() -> Node:
    return card(
        t("welcome.title"),
        t("welcome.intro"),
        forms.api_form(
            forms.token_of_link(),
            forms.name("welcome-"),
            forms.email("welcome-"),
            forms.password("welcome-", t("form.password"), is_new=True),
            forms.submit(t("welcome.submit")),
            to="/auth/join",
            name="welcome",
            data_next="/",
        ),
    )


PAGE = Page("/welcome", "welcome.title", draw)
