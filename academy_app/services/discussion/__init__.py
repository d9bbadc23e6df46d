"""Threads and their posts: written, changed, marked, kept in order.

Markdown is rendered by `words`, in a thread and before the transaction opens. Every act asks the
policy on the thread's row, locked, and records in its channels what is not as it was.
"""

from academy_app.services.discussion.arriving import (
    Arrived,
    ArrivingPoll,
    ArrivingReply,
    ArrivingThread,
    replies_arrive,
    threads_arrive,
)
from academy_app.services.discussion.changing import delete_post, edit_post, restore_post
from academy_app.services.discussion.drafts import PollDraft, ThreadDraft, Words, words
from academy_app.services.discussion.fitting import fitting
from academy_app.services.discussion.marks import (
    endorse,
    like,
    mark_answer,
    mark_read,
    unlike,
    vote,
    wonder,
)
from academy_app.services.discussion.order import move_thread, set_locked, set_pinned
from academy_app.services.discussion.writing import reply, start_thread

__all__ = [
    "Arrived",
    "ArrivingPoll",
    "ArrivingReply",
    "ArrivingThread",
    "PollDraft",
    "ThreadDraft",
    "Words",
    "delete_post",
    "edit_post",
    "endorse",
    "fitting",
    "like",
    "mark_answer",
    "mark_read",
    "move_thread",
    "replies_arrive",
    "reply",
    "restore_post",
    "set_locked",
    "set_pinned",
    "start_thread",
    "threads_arrive",
    "unlike",
    "vote",
    "wonder",
    "words",
]
