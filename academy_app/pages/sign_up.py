"""/sign-up: asks for the link that makes an account."""

from academy_app.components import forms
from academy_app.components.el import Node, el, pick, t, when
from academy_app.components.kit import empty, link_button
from academy_app.components.membership import beneath, card, link
from academy_app.pages.page import Page, Screen


def draw(screen: Screen) -> Node:
    return when(screen.sign_up == "open", _form, lambda: _shut(screen))


def _form() -> Node:
    return card(
        t("sign_up.title"),
        t("sign_up.intro"),
        forms.api_form(
            el(
                "div",
                forms.email("sign-up-"),
                forms.submit(t("sign_up.submit")),
                data_fields="",
                cls="flex flex-col gap-4",
            ),
            forms.success(
                el("p", t("sign_up.sent"), cls="font-medium"),
                el("p", t("sign_up.sent_text"), cls="mt-1"),
                el("p", data_fill="note", cls="mt-2 empty:hidden"),
            ),
            to="/auth/sign-up",
            name="sign-up",
        ),
        beneath(t("sign_up.member"), " ", link(t("nav.sign_in"), "/sign-in")),
    )


def _shut(screen: Screen) -> Node:
    return empty(
        "lock",
        t("sign_up.title"),
        pick(screen.sign_up == "invitation", t("sign_up.invitation"), t("sign_up.closed")),
        link_button(t("nav.sign_in"), href="/sign-in", look="primary"),
    )


PAGE = Page("/sign-up", "sign_up.title", draw, is_for_visitors=True)
