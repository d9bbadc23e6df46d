"""What the editor asks for while one writes: a preview, whom to name, what a post said before."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from academy_app.api.bodies import Body, RowId
from academy_app.api.deps import CurrentActor, Language
from academy_app.core.db import reading, writing
from academy_app.core.i18n import translate
from academy_app.core.markdown import localise
from academy_app.core.views.writing import History, MentionRow
from academy_app.queries import history, mentions
from academy_app.services import discussion, limits

router = APIRouter(prefix="/community", tags=["writing"], max_body_size=256 * 1024)


class Source(Body):
    body: Annotated[str, StringConstraints(max_length=40_000)]


class Preview(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    html: str
    has_math: bool


@router.post("/preview")
async def preview(body: Source, actor: CurrentActor, language: Language) -> Preview:
    """The post as it would be shown, with its labels in the reader's language."""
    async with writing() as tx:
        await limits.take(tx, limits.preview(actor.member_id))
    rendered = (await discussion.words(body.body)).rendered
    html = localise(rendered.html, lambda key: translate(language, key))
    return Preview(html=html, has_math=rendered.has_math)


@router.get("/mentions")
async def whom_to_name(
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=100)] = "",
    thread_id: Annotated[int | None, Query(alias="threadId", ge=1, le=2**63 - 1)] = None,
) -> list[MentionRow]:
    """Members with a word of their name that begins as `q`; who wrote in the thread first."""
    async with writing() as tx:
        await limits.take(tx, limits.mention(actor.member_id))
        return await mentions.people(tx, actor, q, thread_id)


@router.get("/posts/{post_id}/history")
async def post_history(post_id: RowId, actor: CurrentActor) -> History:
    """What the post said before, the newest version first, each held against the one before."""
    async with reading() as rx:
        return await history.post_history(rx, actor, post_id)
