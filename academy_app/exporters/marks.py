"""What members left on some posts and threads: likes, tags, the same question, votes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.db import Reading
from academy_app.models.discussion import (
    Like,
    Poll,
    PollOption,
    PollVote,
    Post,
    Thread,
    ThreadTag,
    Wonderer,
)


@dataclass
class Marks:
    """By the ids of posts and threads; `members` are all who left any of them."""

    likes: dict[int, list[tuple[int, datetime]]] = field(default_factory=lambda: defaultdict(list))
    tags: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    wonderers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    polls: dict[int, Poll] = field(default_factory=dict)
    options: dict[int, list[PollOption]] = field(default_factory=lambda: defaultdict(list))
    votes: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    members: set[int] = field(default_factory=set)

    def poll(self, thread_id: int, people: Mapping[int, str]) -> dict[str, Any] | None:
        """The thread's, with who voted by their keys."""
        poll = self.polls.get(thread_id)
        if poll is None:
            return None
        return {
            "is_multiple": poll.is_multiple,
            "closes_at": poll.closes_at.isoformat() if poll.closes_at else None,
            "voters": poll.voters,
            "options": [
                {
                    "text": option.text,
                    "votes": option.votes,
                    "members": sorted(people[each] for each in self.votes[option.id or 0]),
                }
                for option in self.options[thread_id]
            ],
        }


async def marks_of(rx: Reading, posts: Sequence[Post], threads: Sequence[Thread]) -> Marks:
    """All of them, in six statements at most."""
    found = Marks()
    post_ids = [post.id for post in posts]
    thread_ids = [thread.id for thread in threads]
    if post_ids:
        likes = select(col(Like.post_id), col(Like.member_id), col(Like.at))
        for post_id, member_id, at in await rx.execute(
            likes.where(col(Like.post_id).in_(post_ids))
        ):
            found.likes[post_id].append((member_id, at))
            found.members.add(member_id)
    if not thread_ids:
        return found
    tags = select(ThreadTag).where(col(ThreadTag.thread_id).in_(thread_ids))
    for tag in await rx.scalars(tags.order_by(col(ThreadTag.tag))):
        found.tags[tag.thread_id].append(tag.tag)
    wonderers = select(Wonderer).where(col(Wonderer.thread_id).in_(thread_ids))
    for each in await rx.scalars(wonderers):
        found.wonderers[each.thread_id].append(each.member_id)
        found.members.add(each.member_id)
    asked = [thread.id for thread in threads if thread.has_poll]
    if asked:
        await _read_polls(rx, found, asked)
    return found


async def _read_polls(rx: Reading, found: Marks, thread_ids: Sequence[int | None]) -> None:
    for poll in await rx.scalars(select(Poll).where(col(Poll.thread_id).in_(thread_ids))):
        found.polls[poll.thread_id] = poll
    options = select(PollOption).where(col(PollOption.thread_id).in_(thread_ids))
    order = col(PollOption.position), col(PollOption.id)
    for option in await rx.scalars(options.order_by(*order)):
        found.options[option.thread_id].append(option)
    votes = select(PollVote).where(col(PollVote.thread_id).in_(thread_ids))
    for vote in await rx.scalars(votes):
        found.votes[vote.option_id].append(vote.member_id)
        found.members.add(vote.member_id)
