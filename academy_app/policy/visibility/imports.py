"""Imports, as far as the actor may see them."""

from sqlalchemy import ColumnElement, and_, false, true
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.models.imports import ImportRun
from academy_app.policy.decisions import COMMUNITIES


def visible_imports(actor: Actor) -> ColumnElement[bool]:
    """Runs whose reports the actor may read."""
    if actor.is_admin:
        return true()
    if not actor.is_author:
        return false()
    return and_(
        col(ImportRun.actor_id) == actor.member_id, col(ImportRun.format).not_in(COMMUNITIES)
    )
