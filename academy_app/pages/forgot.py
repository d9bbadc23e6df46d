"""/forgot: asks for the link that sets a new password."""

from academy_app.components import forms
from academy_app.components.el import Node, el, t
from academy_app.components.membership import beneath, card, link
from academy_app.pages.page import Page, Screen


def draw(_screen: Screen) -> Node:
    return card(
        t("forgot.title"),
        t("forgot.intro"),
        forms.api_form(
            el(
                "div",
                forms.email("forgot-"),
                forms.submit(t("forgot.submit")),
                data_fields="",
                cls="flex flex-col gap-4",
            ),
            forms.success(
                el("p", t("forgot.sent"), cls="font-medium"),
                el("p", t("forgot.sent_text"), cls="mt-1"),
                el("p", data_fill="note", cls="mt-2 empty:hidden"),
            ),
            to="/auth/reset-request",
            name="forgot",
        ),
        beneath(link(t("forgot.back"), "/sign-in")),
    )


PAGE = Page("/forgot", "forgot.title", draw)
