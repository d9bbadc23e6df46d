"""Formatted text of any source: a tree of nodes in, Markdown out.

Every source's own markup is read into nodes; one writer makes Markdown of them that shows exactly
their words, whatever signs those hold.
"""

from academy_app.importers.prose.markup import from_html
from academy_app.importers.prose.nodes import Node, text_of
from academy_app.importers.prose.writing import escaped, is_safe, to_markdown

__all__ = ["Node", "escaped", "from_html", "is_safe", "text_of", "to_markdown"]
