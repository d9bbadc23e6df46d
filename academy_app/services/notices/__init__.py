"""What members are told, decided and written in the transaction of what happened."""

from academy_app.services.notices.deleting import post_deleted, post_restored
from academy_app.services.notices.reading import (
    forget_old,
    mark_all_read,
    mark_read,
    read_thread,
)
from academy_app.services.notices.rights import place_changed, rights_changed
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
    "forget_old",
    "liked",
    "mark_all_read",
    "mark_read",
    "mentioned",
    "place_changed",
    "post_deleted",
    "post_restored",
    "post_written",
    "read_thread",
    "rights_changed",
    "thread_started",
    "unliked",
    "wish",
]
