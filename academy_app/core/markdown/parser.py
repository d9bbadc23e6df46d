"""The parser: CommonMark and what Academy adds to it."""

from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from academy_app.core.markdown import blocks, code, headings, links, mathematics, raw_html

# Also the factor in the time that unclosed brackets take.
MAX_NESTING: Final = 20


@cache
def parser() -> MarkdownIt:
    """One parser for all threads: what it learns of a text lives in that text's `env`."""
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    markdown.enable(["table", "strikethrough"])
    # Inline footnotes nest, and nesting them costs more than linear time.
    footnote_plugin(markdown, inline=False)
    # Headings before blocks: a table is named by the heading above it.
    for extension in (mathematics, headings, blocks, raw_html, links, code):
        extension.extend(markdown)
    return markdown
