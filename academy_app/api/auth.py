"""Signing in and out, joining, and lost passwords."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from academy_app.api.bodies import Body, Secret, Short
from academy_app.api.deps import CurrentActor, Knocking, clear_session, set_cookies
from academy_app.core import background, mail
from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_email
from academy_app.core.cookies import session_cookie
from academy_app.core.db import writing
from academy_app.core.errors import Unauthenticated
from academy_app.core.i18n import translate
from academy_app.core.settings import settings
from academy_app.services import limits, membership, sessions, tokens

router = APIRouter(prefix="/auth", tags=["auth"])


class Credentials(Body):
    email: Short
    password: Secret


class Address(Body):
    email: Short


class Joining(Body):
    """`email` only for the first admin: every other link knows its own."""

    token: Short
    name: Short
    password: Secret
    email: Short = ""


class Link(Body):
    token: Short


class LinkAnswer(BaseModel):
    is_usable: bool


class Reset(Body):
    token: Short
    password: Secret


class PasswordChange(Body):
    current: Secret
    password: Secret


class AccessAnswer(BaseModel):
    """`expires_in` is seconds. The session cookie comes beside it where one was opened."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class Accepted(BaseModel):
    """The same whatever was found; the rest stands in a letter.

    `note` tells who runs the site in development where letters go.
    """

    status: Literal["accepted"] = "accepted"
    note: str = ""


@router.post("/login")
async def login(body: Credentials, visitor: Knocking, response: Response) -> AccessAnswer:
    signed_in = await membership.sign_in(body.email, body.password, visitor)
    return _signed_in(response, signed_in)


@router.post("/logout", status_code=204)
async def logout(request: Request, response: Response) -> None:
    """Ends the session of the cookie, or of the access token where a script sends one."""
    if "authorization" in request.headers:
        await _end_session_of_token(request)
        return
    async with writing() as tx:
        await membership.sign_out(tx, request.cookies.get(session_cookie(), ""))
    clear_session(response)


@router.post("/logout-everywhere", status_code=204)
async def logout_everywhere(actor: CurrentActor, response: Response) -> None:
    async with writing() as tx:
        await membership.sign_out_everywhere(tx, actor)
    clear_session(response)


@router.post("/refresh")
async def refresh(actor: CurrentActor) -> AccessAnswer:
    """A new access token for the session of the cookie."""
    return _access(actor)


@router.post("/sign-up", status_code=202)
async def sign_up(body: Address, visitor: Knocking) -> Accepted:
    membership.require_open_sign_up()
    email = await _counted(body.email, visitor)
    background.start(membership.send_sign_up(email, visitor.language))
    return _accepted(visitor.language)


@router.post("/link-check")
async def check_link(body: Link, visitor: Knocking) -> LinkAnswer:
    """Whether a one-time link still works, and nothing else about it."""
    return LinkAnswer(is_usable=await membership.is_link_usable(body.token, visitor))


@router.post("/join", status_code=201)
async def join(body: Joining, visitor: Knocking, response: Response) -> AccessAnswer:
    """Makes the account that a one-time link promises."""
    signed_in = await membership.join(body.token, body.name, body.password, body.email, visitor)
    return _signed_in(response, signed_in)


@router.post("/reset-request", status_code=202)
async def request_reset(body: Address, visitor: Knocking) -> Accepted:
    email = await _counted(body.email, visitor)
    background.start(membership.send_reset(email, visitor.language))
    return _accepted(visitor.language)


@router.post("/reset")
async def reset(body: Reset, visitor: Knocking, response: Response) -> AccessAnswer:
    signed_in, letter = await membership.reset_password(body.token, body.password, visitor)
    background.start(mail.send(letter))
    return _signed_in(response, signed_in)


@router.post("/password", status_code=204)
async def change_password(body: PasswordChange, actor: CurrentActor, visitor: Knocking) -> None:
    letter = await membership.change_password(actor, body.current, body.password, visitor.language)
    background.start(mail.send(letter))


async def _counted(typed: str, visitor: membership.Visitor) -> str:
    """The address a letter was asked for, once the limits let it through."""
    email = cleaned_email(typed)
    async with writing() as tx:
        await limits.take(tx, *limits.letters(visitor.address, email))
    return email


def _accepted(language: str) -> Accepted:
    is_logged = settings().env == "development" and not settings().smtp_host
    return Accepted(note=translate(language, "mail.in_log") if is_logged else "")


async def _end_session_of_token(request: Request) -> None:
    actor = await tokens.actor_of(request.headers["authorization"].partition(" ")[2].strip())
    if actor is None:
        raise Unauthenticated
    async with writing() as tx:
        await sessions.revoke(tx, actor, actor.session_id or 0)


def _signed_in(response: Response, signed_in: membership.SignedIn) -> AccessAnswer:
    set_cookies(response, signed_in)
    return _access(signed_in.actor)


def _access(actor: Actor) -> AccessAnswer:
    access = tokens.access_token(actor)
    return AccessAnswer(access_token=access.token, expires_in=access.expires_in)
