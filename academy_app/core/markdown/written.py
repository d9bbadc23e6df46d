"""Markdown that we write ourselves, into the texts of members."""

import re

# What would mean something within the text of a link or an image.
_MEANT = re.compile(r"([\\\[\]`*_<>&~$!|^])")


def link(text: str, address: str) -> str:
    """A link that shows exactly `text`; `address` is one of ours, without spaces and brackets."""
    return f"[{_escaped(text)}]({address})"


def image(text: str, address: str, width: int, height: int) -> str:
    """An image that says how large it is, so that nothing moves when it has been loaded."""
    return f"![{_escaped(text)}]({address}#{width}x{height})"


def _escaped(text: str) -> str:
    return _MEANT.sub(r"\\\1", " ".join(text.split()))
