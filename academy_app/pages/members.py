"""/members: who is here, who is invited, who may what. For admins."""

from academy_app.components import forms
from academy_app.components.el import Node, Value, el, fragment, is_empty, no, t, when
from academy_app.components.kit import INPUT, button, icon, link_button
from academy_app.components.membership import (
    invitation_row,
    member_row,
    nothing_yet,
    role_options,
    section,
)
from academy_app.pages.page import Page, Screen
from academy_app.state.members import MembersState, load_members


def draw(screen: Screen) -> Node:
    members = screen.members
    return el(
        "div",
        el("h1", t("members.title"), cls="text-2xl font-semibold"),
        _invite(members),
        section(
            t("members.list"),
            None,
            _search(members),
            when(is_empty(members.rows), lambda: nothing_yet(t("members.nothing"))),
            forms.rows(members.rows, member_row),
            when(members.next_href != "", lambda: _more(members)),
            name="members",
        ),
        forms.confirmation(),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-3xl",
    )


def _invite(members: Value) -> Node:
    return section(
        t("members.invite"),
        t("members.invite_text"),
        forms.api_form(
            el(
                "div",
                el("div", forms.email("invite-"), cls="flex-1 basis-56"),
                el(
                    "div",
                    el(
                        "label",
                        t("members.role"),
                        html_for="invite-role",
                        cls="block text-sm font-medium mb-1",
                    ),
                    forms.select(role_options(), "USER", id="invite-role", name="role"),
                    cls="basis-44",
                ),
                cls="flex flex-wrap gap-4",
            ),
            el("div", forms.submit(t("members.invite_submit"))),
            forms.given_once(t("members.invited"), "link", "invitation-link"),
            to="/members/invitations",
            name="invite",
            data_refresh="refresh",
        ),
        when(
            no(is_empty(members.invitations)),
            lambda: fragment(
                el("h3", t("members.open_invitations"), cls="mt-6 font-medium"),
                forms.rows(members.invitations, invitation_row),
            ),
        ),
        name="invite",
    )


def _search(members: Value) -> Node:
    return el(
        "form",
        el("label", t("members.search"), html_for="member-search", cls="sr-only"),
        el(
            "input",
            id="member-search",
            name="q",
            type="search",
            max_length=100,
            default_value=members.query,
            placeholder=t("members.search"),
            auto_complete="off",
            cls=INPUT,
        ),
        button(
            icon("search"), el("span", t("members.search_button"), cls="sr-only"), type="submit"
        ),
        action="/members",
        role="search",
        data_get="",
        cls="mt-4 mb-2 flex max-w-md gap-2",
    )


def _more(members: Value) -> Node:
    return link_button(t("members.more"), href=members.next_href, cls="mt-4")


PAGE = Page("/members", "members.title", draw, MembersState, load_members)
