"""The tables, one module a noun. Importing this package fills `SQLModel.metadata`."""

from academy_app.models import (
    channels,
    discussion,
    imports,
    learning,
    links,
    membership,
    notices,
    search,
    watching,
)

__all__ = [
    "channels",
    "discussion",
    "imports",
    "learning",
    "links",
    "membership",
    "notices",
    "search",
    "watching",
]
