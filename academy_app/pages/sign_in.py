"""/sign-in, and then back to where one was going."""

from academy_app.components import forms
from academy_app.components.el import Node, el, t, when
from academy_app.components.membership import beneath, card, link
from academy_app.pages.page import Page, Screen


def draw(screen: Screen) -> Node:
    return card(
        t("sign_in.title"),
        None,
        forms.api_form(
            forms.email("sign-in-"),
            forms.password("sign-in-", t("form.password"), is_new=False),
            forms.submit(t("sign_in.submit")),
            to="/auth/login",
            name="sign-in",
            data_next="/",
            data_follow="",
        ),
        beneath(link(t("sign_in.forgot"), "/forgot")),
        when(
            screen.sign_up == "open",
            lambda: beneath(t("sign_in.new"), " ", link(t("sign_in.sign_up"), "/sign-up")),
            lambda: el("p", t("sign_in.by_invitation"), cls="mt-4 text-sm text-text-secondary"),
        ),
    )


PAGE = Page("/sign-in", "sign_in.title", draw, is_for_visitors=True)
