"""Labels of rendered content, put in for a reader's language."""

import re
from collections.abc import Callable

# Only tags match: in the text of sanitised HTML every `<` is escaped.
_EMPTY_TITLE = re.compile(r'<p class="callout-title" data-label="([a-z._]+)"></p>')
_LABEL = re.compile(r'(<[a-z]+ [^<>]*?)data-label="([a-z._]+)"')


def localise(html: str, label: Callable[[str], str]) -> str:
    """Fill in the labels of `html`, which `render` made. `label` turns a key into words."""
    html = _EMPTY_TITLE.sub(
        lambda found: f'<p class="callout-title">{_escaped(label(found[1]))}</p>', html
    )
    return _LABEL.sub(lambda found: f'{found[1]}aria-label="{_escaped(label(found[2]))}"', html)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
