"""What the community's screens show: lists of threads, a thread with its posts."""

from academy_app.queries.discussion.cards import thread_cards
from academy_app.queries.discussion.feed import (
    LESSON,
    LESSONS,
    channel_heads,
    cleaned_wish,
    feed,
    feed_channels,
    mutes,
)
from academy_app.queries.discussion.heads import thread_heads
from academy_app.queries.discussion.lesson import lesson_talk
from academy_app.queries.discussion.posts import post_rows
from academy_app.queries.discussion.thread import (
    Around,
    first_unread,
    post_source,
    replies,
    thread_of_post,
    thread_page,
)

__all__ = [
    "LESSON",
    "LESSONS",
    "Around",
    "channel_heads",
    "cleaned_wish",
    "feed",
    "feed_channels",
    "first_unread",
    "lesson_talk",
    "mutes",
    "post_rows",
    "post_source",
    "replies",
    "thread_cards",
    "thread_heads",
    "thread_of_post",
    "thread_page",
]
