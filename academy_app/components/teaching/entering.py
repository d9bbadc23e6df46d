"""How people come into a course: requests, who is put in or back, and links."""

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    ago,
    date,
    el,
    fragment,
    is_empty,
    no,
    pick,
    t,
    when,
)
from academy_app.components.kit import INPUT, badge, button, field, icon
from academy_app.components.membership import nothing_yet
from academy_app.components.teaching.people import FACTS, face, search


def requests(page: Value) -> Node:
    """Who asks to be let in, each with both answers."""
    return forms.rows(page.requests, lambda row: _request(page, row))


def _request(page: Value, row: Value) -> Node:
    return el(
        "li",
        face(row.person),
        el(
            "div",
            el("a", row.person.name, href=row.href, cls="font-medium hover:underline"),
            el("p", ago(row.at), cls=FACTS),
            when(
                row.words != "",
                lambda: el(
                    "p",
                    row.words,
                    cls="mt-2 whitespace-pre-line rounded-xl bg-surface-secondary px-3 py-2 "
                    "text-sm wrap-anywhere",
                ),
            ),
            cls="min-w-0 flex-1 basis-56",
        ),
        forms.api_form(
            el(
                "div",
                _answer("true", "primary", t("people.accept"), row, "people.accept_one"),
                _answer("false", "secondary", t("people.refuse"), row, "people.refuse_one"),
                cls="flex gap-2",
            ),
            to=f"/courses/{page.course.slug}/requests/{row.person.id}",
            name=f"request-{row.person.id}",
            data_refresh="refresh",
        ),
        key=row.person.id,
        cls="flex flex-wrap items-start gap-3 py-3",
    )


def _answer(value: str, look: str, text: Value, row: Value, label: str) -> Node:
    return forms.submit(
        text,
        look="primary" if look == "primary" else "secondary",
        name="is_accepted",
        value=value,
        data_json="",
        aria_label=t(label, name=row.person.name),
    )


def adding(page: Value) -> Node:
    """Members found by name, and whole groups."""
    return fragment(
        search(page, "add", t("members.search"), page.add),
        when(
            page.add != "",
            lambda: el(
                "div",
                when(is_empty(page.found), lambda: nothing_yet(t("people.nobody_found"))),
                forms.rows(page.found, lambda row: _candidate(page, row)),
                cls="mt-3",
            ),
        ),
        when(no(is_empty(page.groups)), lambda: _groups(page)),
    )


def _candidate(page: Value, row: Value) -> Node:
    return el(
        "li",
        face(row.person),
        el("p", row.person.name, cls="min-w-0 flex-1 font-medium wrap-anywhere"),
        when(
            row.is_in,
            lambda: badge(icon("check", "!size-3.5"), t("people.is_in")),
            lambda: forms.api_form(
                forms.submit(
                    t("people.add"),
                    look="secondary",
                    aria_label=t("people.add_one", name=row.person.name),
                ),
                to=f"/courses/{page.course.slug}/people/{row.person.id}",
                name=f"add-{row.person.id}",
                cls="text-end",
                data_method="PUT",
                data_refresh="refresh",
            ),
        ),
        key=row.person.id,
        cls="flex items-center gap-3 py-2",
    )


def _groups(page: Value) -> Node:
    return el(
        "details",
        el("summary", t("people.groups"), cls="min-h-9 cursor-pointer py-1.5 text-sm font-medium"),
        el("p", t("people.groups_text"), cls="mb-1 text-sm text-text-secondary"),
        forms.rows(
            page.groups,
            lambda group: el(
                "li",
                el(
                    "p",
                    el("span", group.name, cls="font-medium wrap-anywhere"),
                    " ",
                    el("span", t("groups.members", count=group.members), cls=FACTS),
                    cls="min-w-0 flex-1",
                ),
                forms.api_form(
                    forms.submit(
                        t("people.add_group"),
                        look="secondary",
                        aria_label=t("people.add_group_one", name=group.name),
                    ),
                    to=f"/courses/{page.course.slug}/people/groups/{group.id}",
                    name=f"group-{group.id}",
                    cls="text-end",
                    data_method="PUT",
                    data_refresh="refresh",
                ),
                key=group.id,
                cls="flex items-center gap-3 py-2",
            ),
        ),
        cls="mt-4",
    )


def removed(page: Value) -> Node:
    """Who was taken out, and comes back with what they did."""
    return forms.rows(
        page.removed,
        lambda row: el(
            "li",
            face(row.person),
            el(
                "div",
                el("p", row.person.name, cls="font-medium wrap-anywhere"),
                el("p", ago(row.removed_at), cls=FACTS),
                cls="min-w-0 flex-1",
            ),
            forms.api_form(
                forms.submit(
                    t("people.restore"),
                    look="secondary",
                    aria_label=t("people.restore_one", name=row.person.name),
                ),
                to=f"/courses/{page.course.slug}/people/{row.person.id}/restore",
                name=f"restore-{row.person.id}",
                cls="text-end",
                data_refresh="refresh",
            ),
            key=row.person.id,
            cls="flex items-center gap-3 py-2",
        ),
    )


def invitations(page: Value) -> Node:
    """A new link, and those that work."""
    return fragment(
        forms.api_form(
            el(
                "div",
                el(
                    "div",
                    field(
                        "label",
                        t("people.link_label"),
                        prefix="link-",
                        hint=t("people.link_label_hint"),
                        max_length=80,
                        auto_complete="off",
                    ),
                    cls="flex-1 basis-56",
                ),
                _number("most_uses", t("people.link_uses"), t("people.link_uses_hint")),
                _number("days", t("people.link_days"), t("people.link_days_hint")),
                cls="flex flex-wrap gap-4",
            ),
            el("div", forms.submit(t("people.link_make"))),
            forms.success(
                el(
                    "label",
                    t("people.link_made"),
                    html_for="course-link",
                    cls="mb-1 block font-medium",
                ),
                el(
                    "div",
                    el(
                        "input",
                        id="course-link",
                        read_only=True,
                        data_fill="link",
                        cls=INPUT + " font-mono text-sm",
                    ),
                    button(
                        t("people.copy"),
                        data_copies="course-link",
                        data_copied=t("people.copied"),
                    ),
                    cls="flex gap-2",
                ),
            ),
            to=f"/courses/{page.course.slug}/invitations",
            name="new-link",
            data_refresh="refresh",
        ),
        el("div", forms.rows(page.invitations, lambda row: _invitation(page, row)), cls="mt-4"),
    )


def _number(name: str, label: Value, hint: Value) -> Node:
    return el(
        "div",
        field(
            name,
            label,
            prefix="link-",
            hint=hint,
            type="number",
            min=1,
            input_mode="numeric",
            data_number="",
        ),
        cls="basis-40",
    )


def _invitation(page: Value, row: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el(
                "p",
                pick(row.label != "", row.label, t("people.link_unnamed")),
                cls="font-medium wrap-anywhere",
            ),
            el(
                "p",
                pick(
                    row.most_uses != 0,
                    t("people.link_used_of", uses=row.uses, most=row.most_uses),
                    t("people.link_used", count=row.uses),
                ),
                " · ",
                pick(
                    row.expires_at != "",
                    t("members.until", day=date(row.expires_at)),
                    t("people.link_lasting"),
                ),
                cls=FACTS,
            ),
            cls="min-w-0 flex-1",
        ),
        forms.api_form(
            forms.submit(t("people.link_revoke"), look="secondary"),
            to=f"/courses/{page.course.slug}/invitations/{row.id}",
            name=f"link-{row.id}",
            cls="text-end",
            data_method="DELETE",
            data_refresh="refresh",
            data_confirm=t("people.link_revoke_question"),
        ),
        key=row.id,
        cls="flex items-center justify-between gap-4 py-3",
    )
