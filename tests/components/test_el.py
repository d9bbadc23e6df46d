"""Elements in the first look: escaped, translated, the same shape as on the live page."""

from dataclasses import dataclass

import reflex as rx
from markupsafe import Markup

from academy_app.components.el import (
    both,
    date_time,
    drawing_html,
    each,
    el,
    fragment,
    here,
    is_empty,
    n,
    no,
    pick,
    stored_html,
    t,
    when,
)


@dataclass(frozen=True)
class Row:
    id: int = 0
    title: str = ""
    is_done: bool = False


class Rows(rx.State):
    rows: rx.Field[list[Row]] = rx.field(default_factory=list)
    row: Row = Row()


def _item(row: object) -> object:
    return el("li", el("b", row.title), key=row.id, data_done=pick(row.is_done, "yes", "no"))  # type: ignore[attr-defined]


def test_text_and_attributes_are_escaped() -> None:
    with drawing_html("en", "/"):
        drawn = el("a", "<b>&", href='"><script>', cls="x", aria_label="'")
    assert drawn == (
        '<a class="x" href="&#34;&gt;&lt;script&gt;" aria-label="&#39;">&lt;b&gt;&amp;</a>'
    )


def test_stored_html_is_taken_as_it_is() -> None:
    with drawing_html("en", "/"):
        assert stored_html("<p>a</p>", cls="prose") == '<div class="prose"><p>a</p></div>'


def test_attributes_are_written_as_html_does() -> None:
    with drawing_html("en", "/"):
        drawn = el(
            "input", html_for="a", tab_index=-1, disabled=True, hidden=False, value=None, key=3,
            on_click="ignored", aria_busy=True, data_menu=True,
        )  # fmt: skip
    assert drawn == '<input for="a" tabindex="-1" disabled aria-busy="true" data-menu="true">'


def test_branches_that_do_not_apply_are_not_drawn() -> None:
    with drawing_html("en", "/"):
        assert when(False, lambda: 1 / 0, "no") == "no"
        assert fragment("a", None, Markup("<i></i>")) == "a<i></i>"


def test_each_draws_every_item_in_order() -> None:
    with drawing_html("en", "/"):
        drawn = each([Row(1, "a", True), Row(2, "<")], _item)
    assert drawn == ('<li data-done="yes"><b>a</b></li><li data-done="no"><b>&lt;</b></li>')


def test_texts_follow_the_language_with_plurals_and_numbers() -> None:
    with drawing_html("de", "/courses"):
        assert t("course.lessons", count=1) == "1 Lektion"
        assert t("course.lessons", count=12) == "12 Lektionen"
        assert n(1234567) == "1.234.567"
        assert here() == "/courses"


def test_the_time_of_day_is_left_to_the_browser_that_knows_the_zone() -> None:
    with drawing_html("en", "/"):
        assert date_time("2026-03-01T23:30:00+00:00") == "Mar 1, 2026"
        assert date_time("") == ""
    assert str(date_time(Rows.row.title)).startswith("dt(")


def test_plain_values_and_vars_answer_alike() -> None:
    with drawing_html("en", "/"):
        assert (no(True), is_empty([]), both(True, False)) == (False, True, False)
    assert str(no(Rows.row.is_done)).startswith("!")
    assert "length" in str(is_empty(Rows.rows))


def test_the_live_page_is_made_of_the_same_elements() -> None:
    drawn = el("ul", each(Rows.rows, _item), cls="list")
    code = str(drawn.render())
    assert "list" in code
    assert "data-done" in code
    assert "t(" in str(t("course.lessons", count=Rows.row.id))
