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
    asked_to_join,
    endorsed,
    followed,
    let_in,
    liked,
    mentioned,
    post_written,
    refused,
    thread_started,
    unliked,
)
from academy_app.services.notices.wishes import KINDS, wish

__all__ = [
    "KINDS",
    "answered",
    "asked_to_join",
    "endorsed",
    "followed",
    "forget_old",
    "let_in",
    "liked",
    "mark_all_read",
    "mark_read",
    "mentioned",
    "place_changed",
    "post_deleted",
    "post_restored",
    "post_written",
    "read_thread",
    "refused",
    "rights_changed",
    "thread_started",
    "unliked",
    "wish",
]
