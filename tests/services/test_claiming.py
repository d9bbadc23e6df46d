"""Who came with an import is taken up by the person, and by nobody else."""

import asyncio

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, NotFound
from academy_app.core.settings import settings
from academy_app.models.discussion import Like, Post, Thread
from academy_app.models.imports import Imported
from academy_app.models.membership import GroupMember, Member
from academy_app.services import discussion, imports, membership, points
from academy_app.services.membership import ArrivingMember, Visitor, links, members_arrive
from academy_app.services.membership.links import Purpose
from tests import factories

VISITOR = Visitor("203.0.113.9", "a browser", "en")
PASSWORD = "a good long one 77"


async def arrived(*emails: str) -> tuple[Actor, list[int]]:
    async with writing() as tx:
        admin = await factories.admin(tx, email="admin@example.org")
        wanted = [ArrivingMember(f"skool:u{n}", f"P{n}", email) for n, email in enumerate(emails)]
        found = await members_arrive(tx, admin, wanted)
    assert all(is_new for _, is_new in found)
    return admin, [member_id for member_id, _ in found]


async def row(member_id: int) -> Member:
    async with reading() as rx:
        return await rx.get_one(Member, member_id)


def token(path: str) -> str:
    return path.partition("#")[2]


@pytest.mark.parametrize("purpose", [Purpose.SIGN_UP, Purpose.INVITATION])
async def test_joining_with_the_address_takes_the_placeholder_up(
    db: Database, purpose: Purpose
) -> None:
    admin, (mine, other) = await arrived("ann@example.org", "bob@example.org")
    if purpose == Purpose.INVITATION:
        async with writing() as tx:
            invited = await membership.invite(tx, admin, "ann@example.org", "MODERATOR", "en")
            path = invited.path
    else:
        async with writing() as tx:
            path = await links.make(tx, purpose, email="ann@example.org")
    assert await membership.is_link_usable(token(path), VISITOR)
    await membership.join(token(path), "Ann", PASSWORD, "", VISITOR)
    member = await row(mine)
    assert (member.name, member.email, member.is_placeholder) == ("Ann", "ann@example.org", False)
    assert member.role == ("MODERATOR" if purpose == Purpose.INVITATION else "USER")
    assert member.password_hash
    assert (await row(other)).is_placeholder
    async with writing() as tx:
        again = await links.make(tx, Purpose.SIGN_UP, email="ann@example.org")
    with pytest.raises(Conflict):
        await membership.join(token(again), "Eve", PASSWORD, "", VISITOR)


async def test_a_reset_takes_it_up_too(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACADEMY_SIGN_UP", "invitation")
    settings.cache_clear()
    _, (mine,) = await arrived("ann@example.org")
    async with writing() as tx:
        path = await links.make(tx, Purpose.RESET, member_id=mine)
    await membership.reset_password(token(path), PASSWORD, VISITOR)
    assert not (await row(mine)).is_placeholder


async def test_nobody_signs_in_as_a_placeholder(db: Database) -> None:
    from academy_app.core.errors import AcademyError

    await arrived("ann@example.org")
    for password in ("", PASSWORD):
        with pytest.raises(AcademyError):
            await membership.sign_in("ann@example.org", password, VISITOR)


async def test_an_admin_hands_out_a_link_for_one_without_address(db: Database) -> None:
    admin, (mine, taken) = await arrived("", "bob@example.org")
    async with writing() as tx:
        first = await membership.claim_link(tx, admin, mine, "Ann@Example.org")
    async with writing() as tx:
        path = await membership.claim_link(tx, admin, mine, "ann@example.org")
    with pytest.raises(NotFound):
        await membership.join(token(first), "Ann", PASSWORD, "", VISITOR)
    assert await membership.is_link_usable(token(path), VISITOR)
    await membership.join(token(path), "Ann", PASSWORD, "", VISITOR)
    member = await row(mine)
    assert (member.email, member.name, member.is_placeholder) == ("ann@example.org", "Ann", False)
    assert not await membership.is_link_usable(token(path), VISITOR)
    for member_id, email in ((mine, "x@example.org"), (taken, "ann@example.org")):
        with pytest.raises(Conflict):
            async with writing() as tx:
                await membership.claim_link(tx, admin, member_id, email)


async def test_two_who_claim_at_once_do_not_both(db: Database) -> None:
    _, (mine,) = await arrived("ann@example.org")
    async with writing() as tx:
        paths = [await links.make(tx, Purpose.SIGN_UP, email="ann@example.org") for _ in range(2)]
    done = await asyncio.gather(
        *(membership.join(token(path), "Ann", PASSWORD, "", VISITOR) for path in paths),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Exception) for each in done) == [False, True]
    assert not (await row(mine)).is_placeholder


async def test_only_signed_in_admins_hand_out_links(db: Database) -> None:
    admin, (mine,) = await arrived("")
    async with writing() as tx:
        moderator = await factories.actor(tx, Role.MODERATOR)
    for actor in (moderator, Actor(admin.member_id, Role.ADMIN)):
        for act in (
            lambda tx, actor=actor: membership.claim_link(tx, actor, mine, "x@example.org"),
            lambda tx, actor=actor: membership.give_to(tx, actor, mine, actor.member_id),
        ):
            with pytest.raises(Forbidden):
                async with writing() as tx:
                    await act(tx)


async def test_what_is_theirs_goes_to_the_account_they_have(db: Database, clock: Travel) -> None:
    admin, (mine, other) = await arrived("", "bob@example.org")
    async with writing() as tx:
        ann = await factories.actor(tx, email="ann@example.org")
        owner = await factories.actor(tx)
        written = await factories.thread(tx, Actor(mine, Role.USER))
        waiting = await tx.get_one(Member, mine)
        await factories.group(tx, waiting, ann)
        key = imports.RunKey("skool", await imports.start_run(tx, admin, "skool", "x", "skool"))
        await imports.remember(tx, admin, key, "member", [imports.Mapped("u0", mine)])
    async with reading() as rx:
        posts = {post.thread_id: post.id for post in await rx.scalars(select(Post))}
    for actor in (owner, ann):
        async with writing() as tx:
            await discussion.like(tx, actor, posts[factories.key(written)] or 0)
    async with writing() as tx:
        sent = await links.make(tx, Purpose.RESET, member_id=mine)
        await membership.give_to(tx, admin, mine, ann.member_id)
    with pytest.raises(NotFound):
        await membership.reset_password(token(sent), PASSWORD, VISITOR)
    async with reading() as rx:
        assert await rx.get(Member, mine) is None
        thread = await rx.get_one(Thread, written.id)
        assert (thread.author_id, thread.last_author_id) == (ann.member_id, ann.member_id)
        likes = list(await rx.scalars(select(Like.member_id).order_by(col(Like.member_id))))
        assert likes == sorted([ann.member_id, owner.member_id])
        assert (await rx.get_one(Member, ann.member_id)).points == 1
        members = list(await rx.scalars(select(GroupMember.member_id)))
        assert members == [ann.member_id]
        assert (await rx.scalars(select(Imported.subject_id))).one() == ann.member_id
        assert await points.wrong(rx) == []
    for target in (other, 999):
        with pytest.raises((Conflict, NotFound)):
            async with writing() as tx:
                await membership.give_to(tx, admin, other, target)
