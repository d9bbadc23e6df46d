"""Joining and coming back: links that work once, and tell nobody who is a member."""

import asyncio
import logging

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from academy_app.core.settings import settings
from academy_app.models.membership import Member, OneTimeLink
from academy_app.queries import membership as queries
from academy_app.services import membership, sessions, tokens
from academy_app.services.membership import SignedIn, Visitor
from tests import factories
from tests.accounts import PASSWORD, account, letters, token_in

VISITOR = Visitor(address="192.0.2.1")
NEW = "black tea at eight"


@pytest.fixture(autouse=True)
def _mail_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)


def token_of(path: str | None) -> str:
    assert path is not None
    return path.partition("#")[2]


async def join(
    token: str, name: str = "Anna", password: str = PASSWORD, email: str = ""
) -> SignedIn:
    return await membership.join(token, name, password, email, VISITOR)


async def invited(admin: Actor, email: str = "anna@example.org", role: str = "USER") -> str:
    async with writing() as tx:
        return token_of((await membership.invite(tx, admin, email, role, "en")).path)


async def the_admin() -> Actor:
    async with writing() as tx:
        return await factories.admin(tx, email="admin@example.org")


async def member_by(email: str) -> Member:
    async with reading() as rx:
        return (await rx.scalars(select(Member).where(col(Member.email) == email))).one()


async def asked_for_reset(caplog: pytest.LogCaptureFixture, email: str = "anna@example.org") -> str:
    await membership.send_reset(email, "en")
    return token_in((await letters(caplog))[-1])


async def test_signing_up_ends_in_a_member_signed_in(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await membership.send_sign_up("anna@example.org", "de")
    [letter] = await letters(caplog)
    assert "anna@example.org" in letter
    assert "Hallo" in letter
    signed_in = await join(token_in(letter), " Anna\u202e  Meier ")
    assert await sessions.actor_of(signed_in.session) == signed_in.actor
    member = await member_by("anna@example.org")
    assert (member.name, member.role) == ("Anna Meier", "USER")
    assert member.password_hash is not None
    assert PASSWORD not in member.password_hash


async def test_who_has_an_account_is_told_by_mail(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing() as tx:
        await account(tx, email="anna@example.org")
    await membership.send_sign_up("anna@example.org", "en")
    [letter] = await letters(caplog)
    assert "You already have an account" in letter
    assert "#" not in letter


@pytest.mark.parametrize("mode", ["invitation", "closed"])
async def test_sign_up_can_be_shut(
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    mode: str,
) -> None:
    await membership.send_sign_up("anna@example.org", "en")
    token = token_in((await letters(caplog))[-1])
    monkeypatch.setenv("ACADEMY_SIGN_UP", mode)
    settings.cache_clear()
    with pytest.raises(Forbidden, match=f"sign_up.{mode}"):
        await membership.send_sign_up("berta@example.org", "en")
    with pytest.raises(Forbidden):
        await join(token)
    assert (await join(await invited(await the_admin()))).actor.role is Role.USER


async def test_a_link_works_once_even_when_used_twice_at_once(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await membership.send_sign_up("anna@example.org", "en")
    token = token_in((await letters(caplog))[-1])
    outcomes = await asyncio.gather(join(token), join(token), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotFound", "SignedIn"]
    with pytest.raises(NotFound, match=r"link\.invalid"):
        await join(token)


async def test_two_links_for_one_address_make_one_member(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await membership.send_sign_up("anna@example.org", "en")
    await membership.send_sign_up("anna@example.org", "en")
    first, second = [token_in(letter) for letter in await letters(caplog)]
    outcomes = await asyncio.gather(join(first), join(second), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "SignedIn"]
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Member)) == 1


async def test_what_is_typed_wrong_leaves_the_link_usable(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await membership.send_sign_up("anna@example.org", "en")
    token = token_in((await letters(caplog))[-1])
    for name, password, field in (("", PASSWORD, "name"), ("Anna", "short", "password")):
        with pytest.raises(Invalid) as refused:
            await join(token, name, password)
        assert list(refused.value.fields) == [field]
    await join(token)


async def test_a_link_knows_its_own_address(db: Database) -> None:
    token = await invited(await the_admin())
    await join(token, email="somebody-else@example.org")
    assert (await member_by("anna@example.org")).name == "Anna"


@pytest.mark.parametrize(("hours", "holds"), [(23.9, True), (24.1, False)])
async def test_a_link_ends(
    db: Database, clock: Travel, caplog: pytest.LogCaptureFixture, hours: float, holds: bool
) -> None:
    await membership.send_sign_up("anna@example.org", "en")
    clock.forward(hours * 3600)
    token = token_in((await letters(caplog))[-1])
    if holds:
        await join(token)
    else:
        with pytest.raises(NotFound):
            await join(token)


async def is_usable(token: str) -> bool:
    return await membership.is_link_usable(token, VISITOR)


async def test_whether_a_link_works_can_be_asked_without_using_it(
    db: Database, clock: Travel, caplog: pytest.LogCaptureFixture
) -> None:
    admin = await the_admin()
    used, left = await invited(admin), await invited(admin, "berta@example.org")
    reset = await asked_for_reset(caplog, "admin@example.org")
    assert [await is_usable(token) for token in (used, left, reset)] == [True] * 3
    await join(used)
    assert [await is_usable(token) for token in (used, "", "\ud800")] == [False] * 3
    clock.forward(2 * 3600)
    assert [await is_usable(token) for token in (left, reset)] == [True, False]


async def test_a_link_that_has_nothing_left_to_open_is_not_usable(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = token_of(await membership.first_admin_link())
    assert await is_usable(first)
    admin = await the_admin()
    assert not await is_usable(first)
    invitation = await invited(admin)
    await membership.send_sign_up("berta@example.org", "en")
    sign_up = token_in((await letters(caplog))[-1])
    async with writing() as tx:
        member = await account(tx, email="anna@example.org")
    assert not await is_usable(invitation)
    reset = await asked_for_reset(caplog)
    assert await is_usable(reset)
    async with writing() as tx:
        (await tx.get_one(Member, member.id)).is_active = False
    assert not await is_usable(reset)
    assert await is_usable(sign_up)
    monkeypatch.setenv("ACADEMY_SIGN_UP", "closed")
    settings.cache_clear()
    assert not await is_usable(sign_up)


async def test_no_link_opens_what_it_was_not_made_for(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    admin = await the_admin()
    reset = await asked_for_reset(caplog, "admin@example.org")
    with pytest.raises(NotFound):
        await join(reset)
    with pytest.raises(NotFound):
        await membership.reset_password(await invited(admin), NEW, VISITOR)
    for nonsense in ("", "x", "\ud800"):
        with pytest.raises(NotFound):
            await join(nonsense)


async def test_links_are_kept_as_hashes(db: Database) -> None:
    token = await invited(await the_admin())
    async with reading() as rx:
        link = (await rx.scalars(select(OneTimeLink))).one()
    assert token not in link.model_dump().values()
    with pytest.raises(NotFound):
        await join(link.token_hash)


async def test_an_invitation_gives_the_role_it_promises(db: Database) -> None:
    token = await invited(await the_admin(), role="CONTENT_CREATOR")
    assert (await join(token)).actor.role is Role.CONTENT_CREATOR


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_only_admins_invite(db: Database, role: Role) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx, role)
    with pytest.raises(Forbidden):
        await invited(actor)
    with pytest.raises(Forbidden):
        async with writing() as tx:
            await membership.withdraw_invitation(tx, actor, 1)


async def test_a_newer_invitation_replaces_and_an_admin_withdraws(db: Database) -> None:
    admin = await the_admin()
    older, newer = await invited(admin), await invited(admin, role="MODERATOR")
    with pytest.raises(NotFound):
        await join(older)
    async with reading() as rx:
        [shown] = (await queries.members(rx, admin)).invitations
    assert (shown.email, shown.role) == ("anna@example.org", "MODERATOR")
    async with writing() as tx:
        await membership.withdraw_invitation(tx, admin, shown.id)
    with pytest.raises(NotFound):
        await join(newer)
    with pytest.raises(NotFound):
        async with writing() as tx:
            await membership.withdraw_invitation(tx, admin, shown.id)


async def test_who_is_a_member_is_not_invited(db: Database) -> None:
    admin = await the_admin()
    with pytest.raises(Conflict):
        await invited(admin, "ADMIN@example.org")
    with pytest.raises(Invalid):
        await invited(admin, role="OWNER")


async def test_the_first_admin_comes_by_a_link_that_the_server_prints(db: Database) -> None:
    older, newer = await membership.first_admin_link(), await membership.first_admin_link()
    assert newer is not None
    assert newer.startswith("/welcome#")
    with pytest.raises(NotFound):
        await join(token_of(older), email="admin@example.org")
    with pytest.raises(Invalid):
        await join(token_of(newer), email="no address")
    signed_in = await join(token_of(newer), email="admin@example.org")
    assert signed_in.actor.role is Role.ADMIN
    assert await membership.first_admin_link() is None


async def test_once_there_is_an_admin_the_link_is_worth_nothing(db: Database) -> None:
    link = await membership.first_admin_link()
    await the_admin()
    with pytest.raises(NotFound):
        await join(token_of(link), email="second@example.org")


async def test_the_command_line_makes_an_admin_and_brings_one_back(db: Database) -> None:
    async with writing() as tx:
        made = await membership.create_admin(tx, "Admin@Example.org", PASSWORD)
    before = await membership.sign_in("admin@example.org", PASSWORD, VISITOR)
    async with writing() as tx:
        assert await membership.create_admin(tx, "admin@example.org", NEW) == made
    assert await sessions.actor_of(before.session) is None
    after = await membership.sign_in("admin@example.org", NEW, VISITOR)
    assert (after.actor.member_id, after.actor.role) == (made, Role.ADMIN)


async def test_a_reset_ends_everything_and_signs_in(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing() as tx:
        await account(tx, email="anna@example.org")
    thief = await membership.sign_in("anna@example.org", PASSWORD, VISITOR)
    async with writing() as tx:
        script = await tokens.make_personal(tx, thief.actor, "script")
    older, token = await asked_for_reset(caplog), await asked_for_reset(caplog)
    signed_in, letter = await membership.reset_password(token, NEW, VISITOR)
    assert await sessions.actor_of(signed_in.session) == signed_in.actor
    assert letter.to == "anna@example.org"
    assert await sessions.actor_of(thief.session) is None
    assert await tokens.actor_of(script.token) is None
    with pytest.raises(Unauthenticated):
        await membership.sign_in("anna@example.org", PASSWORD, VISITOR)
    for spent in (token, older):
        with pytest.raises(NotFound):
            await membership.reset_password(spent, "green tea again", VISITOR)


async def test_a_reset_link_lives_an_hour(
    db: Database, clock: Travel, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing() as tx:
        await account(tx, email="anna@example.org")
    token = await asked_for_reset(caplog)
    clock.forward(3601)
    with pytest.raises(NotFound):
        await membership.reset_password(token, NEW, VISITOR)


async def test_a_bad_new_password_leaves_the_link_usable(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing() as tx:
        await account(tx, email="anna@example.org")
    token = await asked_for_reset(caplog)
    with pytest.raises(Invalid):
        await membership.reset_password(token, "anna@example.org", VISITOR)
    await membership.reset_password(token, NEW, VISITOR)


async def test_nobody_else_gets_a_letter(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    async with writing() as tx:
        await account(tx, email="shut-out@example.org", is_active=False)
    await membership.send_reset("nobody@example.org", "en")
    await membership.send_reset("shut-out@example.org", "en")
    assert await letters(caplog) == []


async def test_a_member_shut_out_meanwhile_does_not_come_back(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    admin = await the_admin()
    async with writing() as tx:
        member = await account(tx, email="anna@example.org")
    token = await asked_for_reset(caplog)
    async with writing() as tx:
        await membership.set_active(tx, admin, factories.key(member), is_active=False)
    with pytest.raises(NotFound):
        await membership.reset_password(token, NEW, VISITOR)
