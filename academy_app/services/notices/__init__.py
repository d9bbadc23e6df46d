"""What members are told, decided and written in the transaction of what happened."""

from academy_app.services.notices.reading import mark_all_read, mark_read, read_thread
from academy_app.services.notices.telling import (
    answered,
    endorsed,
    followed,
    liked,
    mentioned,
    post_written,
    thread_started,
    unliked,
)
from academy_app.services.notices.wishes import KINDS, wish

__all__ = [
    "KINDS",
    "answered",
    "endorsed",
    "followed",
    "liked",
    "mark_all_read",
    "mark_read",
    "mentioned",
    "post_written",
    "read_thread",
    "thread_started",
    "unliked",
    "wish",
]
