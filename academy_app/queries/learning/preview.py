"""A course as others see it, for those who write it."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import teach_href
from academy_app.core.ids import id_in, is_slug
from academy_app.core.views import Outline
from academy_app.core.views.authoring import PreviewView
from academy_app.models.learning import Course
from academy_app.models.membership import Group
from academy_app.policy.decisions import as_member, can_preview_course, require


@dataclass(frozen=True, slots=True)
class Eyes:
    """With whose eyes a page is read, and what it says of that."""

    actor: Actor
    view: PreviewView

    def kept_in(self, outline: Outline) -> Outline:
        """The outline with links that stay in the preview."""
        if not self.view.wish:
            return outline
        end = f"?as={self.view.wish}"
        modules = [
            replace(
                module,
                lessons=[replace(each, href=each.href + end) for each in module.lessons],
            )
            for module in outline.modules
        ]
        return replace(
            outline,
            href=outline.href + end,
            next_href=outline.next_href + end if outline.next_href else "",
            modules=modules,
        )


async def eyes(rx: Reading, actor: Actor, course_slug: str, wish: str) -> Eyes:
    """The actor's own without a `wish`; those of a "learner" or of a member of "group-3" only for
    who may edit the course. NotFound for what is no such wish."""
    if not wish:
        return Eyes(actor, PreviewView())
    course = None
    if is_slug(course_slug):
        course = await rx.scalar(select(Course).where(col(Course.slug) == course_slug))
    if course is None:
        raise NotFound
    require(can_preview_course(actor, course))
    groups: frozenset[int] = frozenset()
    name = ""
    if wish != "learner":
        kind, _, digits = wish.partition("-")
        group = await rx.get(Group, id_in(digits)) if kind == "group" else None
        if group is None or group.id is None:
            raise NotFound
        groups, name = frozenset({group.id}), group.name
    return Eyes(as_member(actor, course, groups), PreviewView(wish, name, teach_href(course_slug)))
