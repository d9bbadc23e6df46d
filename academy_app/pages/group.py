"""/groups/[group]: who is in a group, and who comes in. For admins."""

from academy_app.components import forms
from academy_app.components.categories import back
from academy_app.components.el import Node, Value, both, each, el, is_empty, t, when
from academy_app.components.kit import INPUT, avatar, badge, button, field, icon, link_button
from academy_app.components.membership import nothing_yet, section
from academy_app.pages.groups import group_name
from academy_app.pages.page import Page, Screen
from academy_app.state.groups import GroupState, load_group


def draw(screen: Screen) -> Node:
    page = screen.group
    return el(
        "div",
        back(t("groups.title"), "/groups"),
        el("h1", page.group.name, cls="text-2xl font-semibold wrap-anywhere"),
        _opened_to(page),
        section(t("groups.add"), t("groups.add_text"), _search(page), _found(page), name="add"),
        section(
            t("groups.members", count=page.group.members),
            None,
            when(is_empty(page.rows), lambda: nothing_yet(t("groups.empty"))),
            forms.rows(page.rows, lambda row: _member(page, row)),
            when(
                page.next_href != "",
                lambda: link_button(t("members.more"), href=page.next_href, cls="mt-4"),
            ),
            name="members",
        ),
        section(
            t("groups.change"),
            None,
            _rename(page.group),
            _rank(page.group),
            _delete(page.group),
            name="change",
        ),
        forms.confirmation(),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-3xl",
    )


def _opened_to(page: Value) -> Node:
    return el(
        "div",
        when(
            both(is_empty(page.categories), is_empty(page.courses)),
            lambda: el("p", t("groups.opens_nothing"), cls="text-sm text-text-secondary"),
            lambda: el("span", t("groups.opens"), cls="text-sm text-text-secondary"),
        ),
        each(page.categories, badge),
        each(page.courses, lambda title: badge(icon("book", "!size-3.5"), title)),
        cls="mt-2 flex flex-wrap items-center gap-1.5",
    )


def _search(page: Value) -> Node:
    return el(
        "form",
        el("label", t("members.search"), html_for="group-search", cls="sr-only"),
        el(
            "input",
            id="group-search",
            name="q",
            type="search",
            max_length=100,
            default_value=page.query,
            placeholder=t("members.search"),
            auto_complete="off",
            cls=INPUT,
        ),
        button(
            icon("search"), el("span", t("members.search_button"), cls="sr-only"), type="submit"
        ),
        action=page.group.href,
        role="search",
        data_get="",
        key=page.group.id,
        cls="flex max-w-md gap-2",
    )


def _found(page: Value) -> Node:
    return when(
        page.query != "",
        lambda: el(
            "div",
            when(is_empty(page.found), lambda: nothing_yet(t("groups.nobody_found"))),
            forms.rows(page.found, lambda row: _candidate(page, row)),
            cls="mt-4",
        ),
    )


def _candidate(page: Value, row: Value) -> Node:
    label = t("groups.add_one", name=row.person.name)
    return _person(
        row,
        forms.api_form(
            forms.submit(t("groups.add_submit"), look="secondary", aria_label=label),
            to=f"/community/groups/{page.group.id}/members/{row.person.id}",
            name=f"add-{row.person.id}",
            cls="text-end",
            data_method="PUT",
            data_refresh="refresh",
        ),
    )


def _member(page: Value, row: Value) -> Node:
    label = t("groups.remove_one", name=row.person.name)
    return _person(
        row,
        forms.api_form(
            forms.submit(t("groups.remove"), look="secondary", aria_label=label),
            to=f"/community/groups/{page.group.id}/members/{row.person.id}",
            name=f"remove-{row.person.id}",
            cls="text-end",
            data_method="DELETE",
            data_refresh="refresh",
            data_confirm=t("groups.remove_question", name=row.person.name),
        ),
    )


def _person(row: Value, decision: Node) -> Node:
    return el(
        "li",
        avatar(row.person.name, row.person.initials, row.person.picture, row.person.colour),
        el(
            "div",
            el("p", row.person.name, cls="font-medium wrap-anywhere"),
            el("p", row.email, cls="text-sm text-text-secondary wrap-anywhere"),
            cls="min-w-0 flex-1",
        ),
        decision,
        key=row.person.id,
        cls="flex items-center gap-3 py-3",
    )


def _rename(group: Value) -> Node:
    return forms.api_form(
        group_name("group-", group.name),
        el("div", forms.submit(t("groups.rename"), look="secondary")),
        forms.done(t("account.saved")),
        to=f"/community/groups/{group.id}",
        name="rename-group",
        cls="mt-4 flex max-w-md flex-col gap-3",
        key=group.id,
        data_method="PATCH",
        data_refresh="refresh",
        data_keep="",
    )


def _rank(group: Value) -> Node:
    return forms.api_form(
        field(
            "rank",
            t("groups.rank"),
            prefix="group-",
            hint=t("groups.rank_hint"),
            type="number",
            min=1,
            max=100,
            input_mode="numeric",
            default_value=group.rank,
            data_number="",
        ),
        el("div", forms.submit(t("groups.rank_save"), look="secondary")),
        forms.done(t("account.saved")),
        to=f"/community/groups/{group.id}",
        name="rank-group",
        cls="mt-6 flex max-w-md flex-col gap-3",
        key=f"rank-{group.id}",
        data_method="PATCH",
        data_refresh="refresh",
        data_keep="",
    )


def _delete(group: Value) -> Node:
    return forms.api_form(
        forms.submit(t("groups.delete"), look="secondary"),
        to=f"/community/groups/{group.id}",
        name="delete-group",
        cls="mt-6",
        data_method="DELETE",
        data_next="/groups",
        data_confirm=t("groups.delete_question", name=group.name),
    )


PAGE = Page(
    "/groups/[group]",
    "groups.title",
    draw,
    GroupState,
    load_group,
    title_of=lambda screen: screen.group.group.name,
)
