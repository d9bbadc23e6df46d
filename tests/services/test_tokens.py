"""Access tokens and personal access tokens: which hold, and which must not."""

import base64
import json
from typing import Any

import jwt
import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.core.settings import settings
from academy_app.models.membership import AccessToken
from academy_app.queries import membership as queries
from academy_app.services import membership, sessions, tokens
from tests import factories
from tests.conftest import Statements


@pytest.fixture
async def actor(db: Database) -> Actor:
    async with writing() as tx:
        member = await factories.member(tx)
        return (await sessions.open_session(tx, member)).actor


def claims_of(actor: Actor, **changes: Any) -> dict[str, Any]:
    issued = int(now().timestamp())
    return {
        "sub": str(actor.member_id),
        "sid": actor.session_id,
        "typ": "access",
        "iat": issued,
        "exp": issued + 900,
        **changes,
    }


def signed(claims: dict[str, Any], algorithm: str = "HS256", secret: str | None = None) -> str:
    return jwt.encode(claims, secret or settings().secret_key, algorithm)


def without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}


async def test_an_access_token_is_the_session_it_names(actor: Actor) -> None:
    access = tokens.access_token(actor)
    assert access.expires_in == settings().access_token_minutes * 60
    assert await tokens.actor_of(access.token) == actor
    assert "role" not in jwt.decode(access.token, options={"verify_signature": False})


async def test_it_ends_with_its_session(actor: Actor) -> None:
    access = tokens.access_token(actor)
    assert await tokens.actor_of(access.token)
    async with writing() as tx:
        await sessions.revoke_all(tx, actor.member_id)
    assert await tokens.actor_of(access.token) is None


async def test_it_expires(actor: Actor, clock: Travel) -> None:
    access = tokens.access_token(actor)
    clock.forward(access.expires_in - 1)
    assert await tokens.actor_of(access.token)
    clock.forward(1)
    assert await tokens.actor_of(access.token) is None


async def test_the_same_claims_signed_by_us_do_hold(actor: Actor) -> None:
    """So that each refusal below is for the one thing it changes."""
    assert await tokens.actor_of(signed(claims_of(actor))) == actor


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "refresh"},
        {"typ": ["access"]},
        {"scope": "agent_trigger"},
        {"twoFAPending": True},
        {"exp": 1},
        {"exp": "9999999999"},
        {"exp": None},
        {"sid": "1"},
        {"sid": 999_999},
        {"sid": 2**70},
        {"sid": 0},
        {"sub": "999999"},
        {"nbf": 99_999_999_999},
    ],
)
async def test_forged_claims_do_not_hold(actor: Actor, changes: dict[str, Any]) -> None:
    assert await tokens.actor_of(signed(claims_of(actor, **changes))) is None


@pytest.mark.parametrize("name", ["sub", "sid", "typ", "iat", "exp"])
async def test_a_missing_claim_does_not_hold(actor: Actor, name: str) -> None:
    assert await tokens.actor_of(signed(without(claims_of(actor), name))) is None


async def test_only_our_algorithm_and_secret_hold(actor: Actor) -> None:
    claims = claims_of(actor)
    assert await tokens.actor_of(signed(claims, "HS384")) is None
    assert await tokens.actor_of(signed(claims, secret="x" * 40)) is None
    head, body, _ = signed(claims).split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    assert await tokens.actor_of(f"{none}.{body}.") is None
    assert await tokens.actor_of(f"{head}.{body}.") is None


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "acp_", "acp_x", "ü.ü.ü", "\ud800"])
async def test_nonsense_is_nobody(db: Database, token: str) -> None:
    assert await tokens.actor_of(token) is None


async def test_a_personal_token_acts_for_its_member(actor: Actor) -> None:
    async with writing() as tx:
        made = await tokens.make_personal(tx, actor, "  my\u202e script ")
    assert made.token.startswith("acp_")
    assert await tokens.actor_of(made.token) == Actor(actor.member_id, Role.USER)
    async with reading() as rx:
        [shown] = await queries.tokens(rx, actor)
        row = await rx.get_one(AccessToken, made.id)
    assert (shown.id, shown.name) == (made.id, "my script")
    assert shown.used_at
    assert made.token not in [*row.model_dump().values(), *vars(shown).values()]


async def test_a_revoked_personal_token_is_refused_at_once(actor: Actor) -> None:
    async with writing() as tx:
        made = await tokens.make_personal(tx, actor, "script")
    assert await tokens.actor_of(made.token)
    async with writing() as tx:
        await tokens.revoke_personal(tx, actor, made.id)
    assert await tokens.actor_of(made.token) is None
    async with reading() as rx:
        assert await queries.tokens(rx, actor) == []


async def test_nobody_revokes_anothers_token(actor: Actor) -> None:
    async with writing() as tx:
        made = await tokens.make_personal(tx, actor, "script")
        other = factories.as_actor(await factories.member(tx), session_id=1)
    with pytest.raises(NotFound):
        async with writing() as tx:
            await tokens.revoke_personal(tx, other, made.id)
    assert await tokens.actor_of(made.token)


async def test_a_token_makes_no_token(actor: Actor) -> None:
    script = Actor(actor.member_id, actor.role)
    for attempt in (
        lambda tx: tokens.make_personal(tx, script, "another"),
        lambda tx: tokens.revoke_personal(tx, script, 1),
    ):
        with pytest.raises(Forbidden):
            async with writing() as tx:
                await attempt(tx)
    with pytest.raises(Forbidden):
        tokens.access_token(script)


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "x" * 81])
async def test_a_token_needs_a_name(actor: Actor, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await tokens.make_personal(tx, actor, name)
    assert list(refused.value.fields) == ["name"]


async def test_there_is_an_end_to_tokens(actor: Actor) -> None:
    async with writing() as tx:
        for number in range(tokens.MOST_TOKENS):
            await tokens.make_personal(tx, actor, f"script {number}")
        with pytest.raises(Conflict):
            await tokens.make_personal(tx, actor, "one more")


async def test_a_member_shut_out_has_no_token(actor: Actor) -> None:
    async with writing() as tx:
        made = await tokens.make_personal(tx, actor, "script")
        admin = await factories.admin(tx)
    assert await tokens.actor_of(made.token)
    async with writing() as tx:
        await membership.set_active(tx, admin, actor.member_id, is_active=False)
    assert await tokens.actor_of(made.token) is None


async def test_a_busy_script_asks_the_database_once(
    actor: Actor, clock: Travel, statements: Statements
) -> None:
    async with writing() as tx:
        made = await tokens.make_personal(tx, actor, "script")
    await tokens.actor_of(made.token)
    clock.forward(6)
    with statements() as seen:
        for _ in range(100):
            assert await tokens.actor_of(made.token)
    assert len(seen) == 2  # the token, and the groups of its member
