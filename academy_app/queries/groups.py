"""Groups and who is in them, for admins."""

from collections.abc import Iterable

from sqlalchemy import exists, func, literal, select, union_all
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import file_href, group_href
from academy_app.core.views import Person
from academy_app.core.views.categories import GroupMemberRow, GroupPage, GroupRow
from academy_app.models.discussion import Category, CategoryGrant
from academy_app.models.learning import Course, CourseGrant
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.policy.decisions import can_manage_community, require
from academy_app.queries.membership import PAGE, beyond, colour, initials, matches

FOUND = 10


async def groups_admin(rx: Reading, actor: Actor) -> list[GroupRow]:
    """All groups by name."""
    require(can_manage_community(actor))
    members = (
        select(func.count())
        .where(col(GroupMember.group_id) == col(Group.id))
        .correlate(Group)
        .scalar_subquery()
    )
    rows = await rx.execute(
        select(col(Group.id), col(Group.name), col(Group.rank), members.label("members")).order_by(
            func.lower(col(Group.name)), col(Group.id)
        )
    )
    return [
        GroupRow(row.id, row.name, row.members, group_href(row.id), _rank(row.rank)) for row in rows
    ]


async def group_admin(
    rx: Reading, actor: Actor, group_id: int, query: str = "", after: str = ""
) -> GroupPage:
    """A group with a page of its members by name, and whom `query`, a part of a name or an
    address, finds to be added."""
    require(can_manage_community(actor))
    group = await rx.get(Group, group_id)
    if group is None:
        raise NotFound
    count = await rx.scalar(select(func.count()).where(col(GroupMember.group_id) == group_id))
    key = func.lower(col(Member.name))
    wanted = (
        select(Member)
        .join(GroupMember, col(GroupMember.member_id) == col(Member.id))
        .where(col(GroupMember.group_id) == group_id)
        .order_by(key, col(Member.id))
        .limit(PAGE + 1)
    )
    if after:
        wanted = wanted.where(beyond(key, after))
    members = list(await rx.scalars(wanted))
    following = str(members[PAGE - 1].id) if len(members) > PAGE else ""
    categories, courses = await _opened_to(rx, group_id)
    return GroupPage(
        group=GroupRow(group_id, group.name, count or 0, group_href(group_id), _rank(group.rank)),
        categories=categories,
        courses=courses,
        rows=_rows(members[:PAGE]),
        next=following,
        next_href=group_href(group_id, following) if following else "",
        query=query,
        found=_rows(await _to_add(rx, group_id, query)) if query.strip() else [],
    )


async def _opened_to(rx: Reading, group_id: int) -> tuple[list[str], list[str]]:
    """The names of the categories and of the courses that list the group."""
    category = exists().where(
        col(CategoryGrant.category_id) == col(Category.id),
        col(CategoryGrant.group_id) == group_id,
    )
    course = exists().where(
        col(CourseGrant.course_id) == col(Course.id), col(CourseGrant.group_id) == group_id
    )
    both = union_all(
        select(literal(0), col(Category.position), col(Category.name)).where(category),
        select(literal(1), col(Course.position), col(Course.title)).where(
            course, col(Course.enrol_by) == "listed"
        ),
    )
    rows = sorted((row[0], row[1], str(row[2])) for row in await rx.execute(both))
    categories, courses = ([name for kind, _, name in rows if kind == wanted] for wanted in (0, 1))
    return categories, courses


def _rank(rank: int | None) -> str:
    return str(rank) if rank is not None else ""


async def _to_add(rx: Reading, group_id: int, query: str) -> Iterable[Member]:
    is_in = exists().where(
        col(GroupMember.group_id) == group_id, col(GroupMember.member_id) == col(Member.id)
    )
    return await rx.scalars(
        select(Member)
        .where(matches(query, sees_addresses=True), ~is_in, col(Member.email).is_not(None))
        .order_by(func.lower(col(Member.name)), col(Member.id))
        .limit(FOUND)
    )


def _rows(members: Iterable[Member]) -> list[GroupMemberRow]:
    return [
        GroupMemberRow(
            Person(
                id=member.id or 0,
                name=member.name,
                initials=initials(member.name),
                picture=file_href(member.picture),
                colour=colour(member.id or 0),
            ),
            member.email or "",
        )
        for member in members
    ]
