"""Likes, votes and the like, left on what is here by now; and members' pictures."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.db import Tx, writing
from academy_app.importers.academy.places import set_pictures
from academy_app.importers.community.frame import Run
from academy_app.importers.reading import Staged, moment
from academy_app.models.discussion import Post
from academy_app.services.discussion.arriving_marks import (
    ArrivingMarks,
    ArrivingVotes,
    marks_arrive,
    votes_arrive,
)

BATCH = 500


def left_on_posts(files: Mapping[str, str]) -> Callable[[Run], Awaitable[None]]:
    """`files` are the addresses of what came along, by its names."""

    async def after(run: Run) -> None:
        if run.options.is_dry:
            return
        await _on_threads(run)
        await _on_replies(run)
        await _pictures(run, files)

    return after


async def _on_threads(run: Run) -> None:
    step = 0
    while batch := run.staging.batch("thread", step, BATCH, only_new=False):
        step = batch[-1].step
        ids = run.staging.ours("thread", [each.key for each in batch])
        async with writing() as tx:
            openings = await _openings(tx, list(ids.values()))
            marked = [(each, openings[ids[each.key]]) for each in batch if each.key in ids]
            await marks_arrive(tx, run.actor, _marks(run, marked))
            await votes_arrive(tx, run.actor, _votes(run, batch, ids))


async def _on_replies(run: Run) -> None:
    step = 0
    while batch := run.staging.batch("reply", step, BATCH, only_new=False):
        step = batch[-1].step
        ids = run.staging.ours("reply", [each.key for each in batch])
        marked = [(each, ids[each.key]) for each in batch if each.key in ids]
        marks = _marks(run, marked)
        if marks:
            async with writing() as tx:
                await marks_arrive(tx, run.actor, marks)


async def _openings(tx: Tx, thread_ids: Sequence[int]) -> dict[int, int]:
    rows = await tx.execute(
        select(col(Post.thread_id), col(Post.id)).where(
            col(Post.thread_id).in_(thread_ids), col(Post.number) == 0
        )
    )
    return {thread_id: post_id for thread_id, post_id in rows if post_id is not None}


def _marks(run: Run, marked: Sequence[tuple[Staged, int]]) -> list[ArrivingMarks]:
    keys = {member for each, _ in marked for member, _ in each.content["liked"]}
    keys |= {str(each.content.get("endorsed_by") or "") for each, _ in marked}
    members = run.staging.ours("member", keys)
    found = []
    for each, post_id in marked:
        likes = [
            (members[member], when)
            for member, at in each.content["liked"]
            if member in members and (when := moment(at)) is not None
        ]
        endorsed_by = members.get(str(each.content.get("endorsed_by") or ""))
        if likes or endorsed_by:
            found.append(ArrivingMarks(post_id, likes, endorsed_by))
    return found


def _votes(run: Run, batch: Sequence[Staged], ids: Mapping[str, int]) -> list[ArrivingVotes]:
    found = []
    for each in batch:
        poll = each.content.get("votes") or {}
        wonderers = [str(key) for key in each.content.get("wonderers", [])]
        if each.key not in ids or not (poll or wonderers):
            continue
        options = poll.get("options", [])
        keys = {str(key) for option in options for key in option.get("members", [])}
        members = run.staging.ours("member", {*keys, *wonderers})
        found.append(
            ArrivingVotes(
                ids[each.key],
                [members[key] for key in wonderers if key in members],
                [
                    (
                        int(option.get("votes") or 0),
                        [members[key] for key in option.get("members", []) if key in members],
                    )
                    for option in options
                ],
                int(poll.get("voters") or 0),
            )
        )
    return found


async def _pictures(run: Run, files: Mapping[str, str]) -> None:
    step = 0
    while batch := run.staging.batch("picture", step, BATCH, only_new=False):
        step = batch[-1].step
        async with writing() as tx:
            await set_pictures(
                tx,
                run,
                {
                    each.key: files[each.content["file"]].removeprefix("/files/")
                    for each in batch
                    if each.content["file"] in files
                },
            )
