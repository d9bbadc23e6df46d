"""Members as other members see them, and the boards they stand on."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from academy_app.api.bodies import RowId
from academy_app.api.deps import CurrentActor, Language
from academy_app.core.db import reading
from academy_app.core.i18n import translate
from academy_app.core.views.people import Leaderboard, PersonCard, Profile
from academy_app.queries import people

router = APIRouter(tags=["people"])


class CardAnswer(BaseModel):
    """`facts` are short texts in the reader's language, to be shown as they are."""

    id: int
    name: str
    initials: str
    picture: str
    colour: int
    level: int
    role: str
    href: str
    bio: str
    points: int
    points_missing: int
    percent: int
    joined_at: str
    is_active: bool
    facts: list[str]


@router.get("/people/{person_id}")
async def profile(
    person_id: RowId, actor: CurrentActor, after: Annotated[str, Query(max_length=80)] = ""
) -> Profile:
    """`after` is the `next` of the page of activity before."""
    async with reading() as rx:
        return await people.profile(rx, actor, person_id, after)


@router.get("/people/{person_id}/card")
async def card(person_id: RowId, actor: CurrentActor, language: Language) -> CardAnswer:
    async with reading() as rx:
        found = await people.person_card(rx, actor, person_id)
    return CardAnswer(**asdict(found), facts=_facts(found, language))


@router.get("/leaderboard")
async def leaderboard(actor: CurrentActor, period: Literal["7", "30", "all"] = "7") -> Leaderboard:
    """Points are likes received in that many days. Staff stands on no board."""
    async with reading() as rx:
        return await people.leaderboard(rx, actor, period)


def _facts(person: PersonCard, language: str) -> list[str]:
    if not person.is_active:
        return [translate(language, "person.gone")]
    role = [] if person.role == "USER" else [translate(language, f"role.{person.role.lower()}")]
    level = translate(language, "person.level", level=person.level)
    return [*role, level, translate(language, "person.points", count=person.points)]
