"""The member's own account, and members as admins see them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from academy_app.api.bodies import Body, Long, RowId, Short
from academy_app.api.deps import CurrentActor, Language
from academy_app.core import background, mail
from academy_app.core.db import reading, writing
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href
from academy_app.core.views import Me, Members, SessionRow, TokenRow
from academy_app.queries import membership as queries
from academy_app.services import membership, sessions, tokens

router = APIRouter(tags=["members"])


class Profile(Body):
    """What is left out stays as it is."""

    name: Short | None = None
    bio: Long | None = None


class TokenName(Body):
    name: Short


class MadeToken(BaseModel):
    """`token` is told this once."""

    id: int
    token: str


class Picture(BaseModel):
    picture: str


class InvitationBody(Body):
    email: Short
    role: Short = "USER"


class InvitationLink(BaseModel):
    """The whole address, to hand over where mail does not arrive."""

    link: str


class Standing(Body):
    """What is left out stays as it is."""

    role: Short | None = None
    is_active: bool | None = None


@router.get("/me")
async def me(actor: CurrentActor) -> Me:
    async with reading() as rx:
        return await queries.me(rx, actor)


@router.patch("/me")
async def update_me(body: Profile, actor: CurrentActor) -> Me:
    async with writing() as tx:
        await membership.update_profile(tx, actor, body.name, body.bio)
    return await me(actor)


@router.post("/me/picture", max_body_size=2 * membership.MOST_PICTURE_BYTES)
async def set_picture(request: Request, actor: CurrentActor) -> Picture:
    """The body is the image itself: PNG, JPEG, WebP or GIF, 5 MB at most.

    Somewhat larger ones are still read, to be refused with a reason.
    """
    if not request.headers.get("content-type", "").startswith("image/"):
        raise Invalid({"picture": "picture.unreadable"})
    return Picture(picture=file_href(await membership.change_picture(actor, await request.body())))


@router.delete("/me/picture", status_code=204)
async def remove_picture(actor: CurrentActor) -> None:
    await membership.remove_picture(actor)


@router.get("/me/sessions")
async def my_sessions(actor: CurrentActor) -> list[SessionRow]:
    async with reading() as rx:
        return await queries.sessions(rx, actor)


@router.delete("/me/sessions/{session_id}", status_code=204)
async def revoke_session(session_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await sessions.revoke(tx, actor, session_id)


@router.get("/me/tokens")
async def my_tokens(actor: CurrentActor) -> list[TokenRow]:
    async with reading() as rx:
        return await queries.tokens(rx, actor)


@router.post("/me/tokens", status_code=201)
async def make_token(body: TokenName, actor: CurrentActor) -> MadeToken:
    async with writing() as tx:
        made = await tokens.make_personal(tx, actor, body.name)
    return MadeToken(id=made.id, token=made.token)


@router.delete("/me/tokens/{token_id}", status_code=204)
async def revoke_token(token_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await tokens.revoke_personal(tx, actor, token_id)


@router.get("/members")
async def members(
    actor: CurrentActor,
    query: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=20)] = "",
) -> Members:
    async with reading() as rx:
        return await queries.members(rx, actor, query, after)


@router.patch("/members/{member_id}", status_code=204)
async def set_standing(member_id: RowId, body: Standing, actor: CurrentActor) -> None:
    async with writing() as tx:
        if body.role is not None:
            await membership.set_role(tx, actor, member_id, body.role)
        if body.is_active is not None:
            await membership.set_active(tx, actor, member_id, body.is_active)


@router.post("/members/invitations", status_code=201)
async def invite(body: InvitationBody, actor: CurrentActor, language: Language) -> InvitationLink:
    async with writing() as tx:
        invitation = await membership.invite(tx, actor, body.email, body.role, language)
    background.start(mail.send(invitation.letter))
    return InvitationLink(link=membership.address(invitation.path))


@router.delete("/members/invitations/{invitation_id}", status_code=204)
async def withdraw_invitation(invitation_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await membership.withdraw_invitation(tx, actor, invitation_id)
