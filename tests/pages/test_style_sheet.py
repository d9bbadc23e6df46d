"""The rules that a page's first look is drawn with: its own, all of them, in their order."""

import re

import pytest

from academy_app.cli.front_end import STATIC
from academy_app.pages.style_sheet import StyleSheet

SHEET = """
@layer base, utilities;
@layer base { *, ::before { border: 0 } h1 { font-size: inherit } table { width: 100% } }
:root { --ink: #111; --paper: var(--white); --white: #fff; --unused: #000 }
.dark { --ink: #eee }
@property --tw-shadow { syntax: "*"; inherits: false; initial-value: 0 }
@property --tw-blur { syntax: "*"; inherits: false }
.card { color: var(--ink); background: var(--paper) }
.card:is(.dark *) { border-color: red }
.card.wide, .list > .card { margin: 0 }
.shadow { box-shadow: var(--tw-shadow) }
.md\\:p-2 { padding: 2px }
@media (min-width: 48rem) { .md\\:flex { display: flex } .gone { top: 0 } }
:where(.stack > :not(:last-child)) { margin-bottom: 1px }
.icon { width: 1rem; background: currentColor; mask: var(--icon); flex: none }
.icon-bell { --icon: url("data:bell") }
.icon-book { --icon: url("data:book") }
"""


def words(html: str) -> str:
    return re.sub(r"\s+", "", StyleSheet(SHEET).for_page(html)[0])


def icons(html: str) -> str:
    return re.sub(r"\s+", "", StyleSheet(SHEET).for_page(html)[1])


def test_rules_of_what_is_not_there_are_left_out() -> None:
    found = words('<main class="card"><h1>A</h1></main>')
    assert "h1{font-size:inherit}" in found
    assert ".card{color:var(--ink);background:var(--paper)}" in found
    for absent in ("table", "shadow", "flex", "stack", ".gone", ".wide", ".list"):
        assert absent not in found


def test_what_scripts_put_on_the_document_counts_as_there() -> None:
    found = words('<p class="card"></p>')
    assert ".dark{--ink:#eee}" in found
    assert ".card:is(.dark*){border-color:red}" in found


def test_a_list_of_selectors_keeps_those_that_match() -> None:
    assert ".card.wide{margin:0}" in words('<p class="card wide"></p>')
    assert ".list>.card{margin:0}" in words('<p class="list"><b class="card"></b></p>')


@pytest.mark.parametrize("name", ["md:flex", "md:p-2"])
def test_names_with_signs_in_them_are_found(name: str) -> None:
    assert name.replace(":", "\\:") in words(f'<p class="x {name}"></p>')


def test_alternatives_within_a_selector_are_asked_too() -> None:
    assert ":where(.stack>" in words('<p class="stack"></p>')


def test_properties_that_nothing_is_drawn_with_are_left_out() -> None:
    found = words('<p class="card shadow"></p>')
    assert "--white:#fff" in found
    assert "@property--tw-shadow" in found
    assert "--unused" not in found
    assert "--tw-blur" not in found
    assert "--unused:#000" in words('<p style="color:var(--unused)"></p>')


def test_the_order_stays_and_so_do_the_layers() -> None:
    found = words('<p class="card shadow"></p>')
    places = [
        found.index(part) for part in ("@layerbase,utilities;", "@layerbase{", ".card{", ".shadow{")
    ]
    assert places == sorted(places)


def test_icons_come_apart() -> None:
    page = '<i class="icon icon-bell"></i>'
    assert words(page).endswith(".icon{width:1rem;flex:none}")
    assert icons(page) == (
        '.icon{background:currentColor;mask:var(--icon)}.icon-bell{--icon:url("data:bell")}'
    )


@pytest.mark.skipif(not STATIC.exists(), reason="the front end is not built")
def test_the_whole_sheet_survives_being_taken_apart() -> None:
    """A page with every name there is gets every rule there is."""
    built = "".join(
        path.read_text("utf-8") for path in STATIC.glob("assets/__reflex_global_styles-*.css")
    )
    names = re.findall(r"\.((?:\\.|[\w-])+)", built)
    tags = set(re.findall(r"(?<![\w.-])([a-z][a-z0-9]*)(?=[,{>:\s\[+~)])", built))
    classes = " ".join(name.replace("\\", "") for name in names)
    variables = " ".join(re.findall(r"--[\w-]+", built))
    page = f'<p class="{classes}" style="{variables}">'
    page += "".join(f"<{tag}>" for tag in tags)
    kept = "".join(StyleSheet(built).for_page(page))
    assert len(re.findall(r"\{", kept)) >= len(re.findall(r"\{", built)) * 0.98
