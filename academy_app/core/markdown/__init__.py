"""Markdown to safe HTML: CommonMark with tables, callouts, footnotes, mathematics and code.

The HTML carries no sentence of ours: what needs a label has `data-label`, a translation key
that `localise` fills in for the reader.
"""

from academy_app.core.markdown.labels import localise
from academy_app.core.markdown.renderer import (
    RENDERER_VERSION,
    Heading,
    Remark,
    Rendered,
    plain_text,
    render,
    render_async,
    render_inline,
)
from academy_app.core.markdown.text import text_of

__all__ = [
    "RENDERER_VERSION",
    "Heading",
    "Remark",
    "Rendered",
    "localise",
    "plain_text",
    "render",
    "render_async",
    "render_inline",
    "text_of",
]
