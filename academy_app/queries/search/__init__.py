"""Posts, replies, lessons and transcripts, found by their words; alike on both databases."""

from academy_app.queries.search.filters import KINDS, Filters, Kind
from academy_app.queries.search.results import PAGE, Mode, search, search_page

__all__ = ["KINDS", "LONGEST", "PAGE", "Filters", "Kind", "Mode", "search", "search_page"]

# Of what is sent, in characters; only its beginning is looked at.
LONGEST = 10_000
