"""Signing in: the same work and the same words for everybody who may not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from passlib.hash import argon2
from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, Invalid, RateLimited, Unauthenticated
from academy_app.models.membership import Attempt, Member, Session
from academy_app.services import limits, membership, sessions
from academy_app.services.membership import SignedIn, Visitor
from tests import factories
from tests.accounts import PASSWORD, account
from tests.conftest import Statements

VISITOR = Visitor(address="192.0.2.1", user_agent="a browser")


async def anna(**values: Any) -> Member:
    async with writing() as tx:
        return await account(tx, email="anna@example.org", **values)


async def sign_in(
    password: str = PASSWORD, email: str = "anna@example.org", visitor: Visitor = VISITOR
) -> SignedIn:
    return await membership.sign_in(email, password, visitor)


async def refused(**given: Any) -> Unauthenticated:
    with pytest.raises(Unauthenticated) as error:
        await sign_in(**given)
    return error.value


async def test_the_right_password_opens_a_session(db: Database) -> None:
    member = await anna()
    signed_in = await sign_in(email=" Anna@Example.org ")
    assert signed_in.actor.member_id == member.id
    assert await sessions.actor_of(signed_in.session) == signed_in.actor


async def test_every_refusal_is_the_same(db: Database, statements: Statements) -> None:
    """The words, the hash verifications and the statements tell nothing apart."""
    await anna()
    async with writing() as tx:
        await account(tx, email="shut-out@example.org", is_active=False)
        await factories.member(tx, email="no-password@example.org")
    told, work = set(), set()
    for number, (email, password) in enumerate(
        [
            ("anna@example.org", "a wrong password"),
            ("nobody@example.org", PASSWORD),
            ("shut-out@example.org", PASSWORD),
            ("no-password@example.org", PASSWORD),
            ("no-password@example.org", ""),
        ]
    ):
        with statements() as seen:
            error = await refused(
                email=email,
                password=password,
                visitor=Visitor(f"192.0.2.{number}"),
            )
        told.add((error.key, str(error.params), error.status))
        work.add(tuple(seen))
    assert told == {("sign_in.wrong", "{}", 401)}
    assert len(work) == 1


async def test_a_session_planted_beforehand_is_not_taken_over(db: Database) -> None:
    await anna()
    planted = await sign_in()
    victim = await sign_in(visitor=Visitor("192.0.2.2", session=planted.session))
    assert victim.session != planted.session
    assert await sessions.actor_of(planted.session) is None
    assert await sessions.actor_of(victim.session)


async def test_signing_in_takes_few_statements(db: Database, statements: Statements) -> None:
    """The member; two for the limits; the try given back; the session."""
    await anna()
    with statements() as seen:
        await sign_in()
    assert len([statement for statement in seen if "advisory" not in statement]) <= 6


async def test_a_weaker_hash_is_renewed(db: Database) -> None:
    weak = argon2.using(rounds=1, memory_cost=1024).hash(PASSWORD)
    member = await anna(password_hash=weak)
    await sign_in()
    async with reading() as rx:
        renewed = (await rx.get_one(Member, member.id)).password_hash
    assert renewed != weak
    await sign_in()


@pytest.mark.sqlite_only
async def test_an_address_has_six_wrong_tries_a_minute(db: Database, clock: Travel) -> None:
    await anna()
    for number in range(6):
        await refused(email=f"guess{number}@example.org")
    with pytest.raises(RateLimited) as limited:
        await sign_in()
    assert limited.value.retry_after == 60
    await sign_in(visitor=Visitor("192.0.2.99"))
    clock.forward(60)
    await sign_in()


@pytest.mark.sqlite_only
async def test_a_classroom_behind_one_address_gets_in(db: Database) -> None:
    async with writing() as tx:
        emails = [(await account(tx)).email or "" for _ in range(8)]
    for email in emails:
        await sign_in(email=email)
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Attempt)) == 0


async def test_guesses_sent_at_once_are_counted(db: Database) -> None:
    await anna()
    outcomes = await asyncio.gather(
        *(sign_in(password=f"guess number {n}") for n in range(10)), return_exceptions=True
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(Unauthenticated) == 6
    assert kinds.count(RateLimited) == 4


async def guessed(times: int, email: str = "anna@example.org") -> None:
    """Let strangers at as many addresses have tried this account."""
    async with writing() as tx:
        for number in range(times):
            await limits.take(tx, *limits.sign_in(f"198.51.100.{number}", email, None))


async def test_strangers_cannot_lock_the_owner_out(db: Database, clock: Travel) -> None:
    await anna()
    own = await sign_in()
    await guessed(19)
    await refused(password="a wrong password", visitor=Visitor("203.0.113.1"))
    with pytest.raises(RateLimited):
        await sign_in(visitor=Visitor("203.0.113.5"))
    await sign_in(visitor=Visitor("203.0.113.5", device=own.device))
    clock.forward(3600)
    await sign_in(visitor=Visitor("203.0.113.5"))


async def test_an_unknown_account_is_limited_alike(db: Database, clock: Travel) -> None:
    await guessed(20, "nobody@example.org")
    with pytest.raises(RateLimited):
        await sign_in(email="nobody@example.org")


async def test_a_device_counts_for_its_owner_only(db: Database, clock: Travel) -> None:
    await anna()
    async with writing() as tx:
        other = await account(tx)
    theirs = (await sign_in(email=other.email or "")).device
    await guessed(20)
    forged = f"{theirs.partition('.')[0]}.{'0' * 64}"
    for number, device in enumerate((theirs, forged, "x", ".", "ü.ü")):
        with pytest.raises(RateLimited):
            await sign_in(visitor=Visitor(f"203.0.113.{number}", device=device))


@pytest.mark.sqlite_only
async def test_a_device_is_no_way_to_guess_without_end(db: Database, clock: Travel) -> None:
    await anna()
    own = (await sign_in()).device
    for number in range(10):
        with pytest.raises(Unauthenticated):
            await sign_in("wrong password", visitor=Visitor(f"203.0.113.{number}", device=own))
    with pytest.raises(RateLimited):
        await sign_in(visitor=Visitor("203.0.113.99", device=own))


async def test_changing_the_password_ends_the_other_sessions(db: Database) -> None:
    await anna()
    here, elsewhere = await sign_in(), await sign_in()
    letter = await membership.change_password(here.actor, PASSWORD, "black tea at eight", "de")
    assert letter.to == "anna@example.org"
    assert "geändert" in letter.subject
    assert await sessions.actor_of(here.session)
    assert await sessions.actor_of(elsewhere.session) is None
    await refused()
    await sign_in("black tea at eight")


async def test_changing_asks_for_the_old_one_and_a_good_new_one(db: Database) -> None:
    await anna()
    here = await sign_in()
    for current, new, field in (
        ("wrong password", "black tea at eight", "current"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "anna@example.org", "password"),
    ):
        with pytest.raises(Invalid) as error:
            await membership.change_password(here.actor, current, new, "en")
        assert list(error.value.fields) == [field]
    await sign_in()


@pytest.mark.sqlite_only
async def test_an_open_screen_is_no_way_to_guess_the_password(db: Database, clock: Travel) -> None:
    await anna()
    here = await sign_in()
    for _ in range(5):
        with pytest.raises(Invalid):
            await membership.change_password(here.actor, "guess", "black tea at eight", "en")
    with pytest.raises(RateLimited):
        await membership.change_password(here.actor, PASSWORD, "black tea at eight", "en")


async def test_a_script_changes_no_password(db: Database) -> None:
    member = await anna()
    with pytest.raises(Forbidden):
        await membership.change_password(
            factories.as_actor(member), PASSWORD, "black tea at eight", "en"
        )


@pytest.mark.parametrize("end", [membership.sign_out, None])
async def test_signing_out(db: Database, end: Callable[..., object] | None) -> None:
    await anna()
    here, elsewhere = await sign_in(), await sign_in()
    async with writing() as tx:
        if end is None:
            await membership.sign_out_everywhere(tx, here.actor)
        else:
            await membership.sign_out(tx, here.session)
    assert await sessions.actor_of(here.session) is None
    assert bool(await sessions.actor_of(elsewhere.session)) is (end is not None)
    async with reading() as rx:
        open_ones = select(func.count()).where(col(Session.revoked_at).is_(None))
        assert await rx.scalar(open_ones) == (0 if end is None else 1)
