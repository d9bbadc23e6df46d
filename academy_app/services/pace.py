"""How often something may be asked for where asking must not write.

A search as one types asks with every few letters: a row for each would make readers stand in the
writers' line. So these tries are counted in memory, in each worker for itself; with several
workers a member has as many times the limit, which is meant to keep off scripts, not people.
"""

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from academy_app.core.clock import now
from academy_app.core.errors import RateLimited
from academy_app.services.limits import MINUTE, Limit

_MOST_KEYS: Final = 10_000

_tries: dict[str, deque[datetime]] = {}


def searches(member_id: int, *, is_typing: bool) -> Limit:
    """Typing a word asks three to five times; a page asks twice, for its HTML and when it lives."""
    if is_typing:
        return Limit(f"typed_search:{member_id}", ((120, MINUTE),))
    return Limit(f"search:{member_id}", ((60, MINUTE),))


def renderings(member_id: int) -> Limit:
    """Posts rendered to be kept, whatever becomes of them."""
    return Limit(f"rendering:{member_id}", ((40, MINUTE),))


def looking_up(member_id: int) -> Limit:
    """Addresses of videos that their providers are asked about, pasted one by one or at once."""
    return Limit(f"look_up:{member_id}", ((40, MINUTE),))


def lesson_previews(member_id: int) -> Limit:
    """A lesson may be a million letters long; its editor asks about once a second."""
    return Limit(f"lesson_preview:{member_id}", ((120, MINUTE),))


def keep(limit: Limit) -> None:
    """Count one try against the limit's only window, or raise RateLimited and count nothing."""
    [(times, seconds)] = limit.windows
    at = now()
    tried = _tries.setdefault(limit.key, deque())
    while tried and tried[0] <= at - timedelta(seconds=seconds):
        tried.popleft()
    if len(tried) >= times:
        raise RateLimited(ceil((tried[0] - at).total_seconds() + seconds))
    tried.append(at)
    if len(_tries) > _MOST_KEYS:
        _forget_the_quiet(at)


def forget() -> None:
    """Nobody has tried anything."""
    _tries.clear()


def _forget_the_quiet(at: datetime) -> None:
    for key in [key for key, tried in _tries.items() if not tried or _is_long_ago(tried[-1], at)]:
        del _tries[key]


def _is_long_ago(moment: datetime, at: datetime) -> bool:
    return moment < at - timedelta(seconds=MINUTE)
