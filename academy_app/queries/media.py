"""The images and files that one has brought along, and where they stand."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cursors import cursor_of, moment_and_id
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.hrefs import (
    course_href,
    file_href,
    lesson_editor_href,
    lesson_href,
    media_href,
    person_href,
    post_href,
)
from academy_app.core.ids import id_in
from academy_app.core.views.media import Media, MediaRow, Use, Uses
from academy_app.models.discussion import Post, Thread, Upload
from academy_app.models.learning import Attachment, Course, Lesson, Video
from academy_app.models.membership import Member
from academy_app.models.showing import PATH, SHOWING
from academy_app.policy.decisions import can_create_course, require
from academy_app.policy.visibility import (
    editable_courses,
    kept_lessons,
    managed_uploads,
    visible_courses,
    visible_lessons,
    visible_threads,
)

PAGE: Final = 30
QUERY: Final = 100
# Of the places of one file, those that are told by name.
NAMED: Final = 50


async def media(
    rx: Reading, actor: Actor, kind: str = "images", query: str = "", after: str = ""
) -> Media:
    """A page, the newest first. Authors have what they uploaded and the files of courses that they
    write, admins everything. Two statements for files; for images one, and one for each kind of
    text that can show them."""
    require(can_create_course(actor))
    words = "".join(sign for sign in query[:QUERY] if sign.isprintable()).strip()
    if kind == "files":
        rows, following = await _files(rx, actor, words, after)
    else:
        kind = "images"
        rows, following = await _images(rx, actor, words, after)
    href = media_href(kind, words, following) if following else ""
    return Media(kind, words, rows, following, href)


async def uses(rx: Reading, actor: Actor, key: str) -> Uses:
    """Where the file of the row with this key stands."""
    require(can_create_course(actor))
    kind, _, number = key.partition("-")
    row_id = id_in(number)
    if not row_id or kind not in ("image", "file"):
        raise NotFound
    if kind == "file":
        found, total = await _of_file(rx, actor, row_id)
    else:
        found, total = await _of_image(rx, actor, row_id)
    return Uses(key, found[:NAMED], total - len(found[:NAMED]))


async def _images(rx: Reading, actor: Actor, query: str, after: str) -> tuple[list[MediaRow], str]:
    wanted: Select[*tuple[Any, ...]] = (
        select(Upload, col(Member.name).label("owner"))
        .outerjoin(Member, col(Member.id) == col(Upload.member_id))
        .where(managed_uploads(actor))
        .order_by(col(Upload.at).desc(), col(Upload.id).desc())
        .limit(PAGE + 1)
    )
    if query:
        wanted = wanted.where(_says(col(Upload.name), query))
    if after:
        place = moment_and_id(after)
        wanted = wanted.where(tuple_(col(Upload.at), col(Upload.id)) < tuple_(*place))
    found = (await rx.execute(wanted)).all()
    shown = found[:PAGE]
    counts = await _counts(rx, [row.Upload.path for row in shown])
    last = shown[-1].Upload if len(found) > PAGE else None
    following = cursor_of(last.at, last.id) if last else ""
    return [
        _image(row.Upload, row.owner, actor, counts[row.Upload.path]) for row in shown
    ], following


def _image(upload: Upload, owner: str | None, actor: Actor, count: int) -> MediaRow:
    href = file_href(upload.path)
    return MediaRow(
        key=f"image-{upload.id}",
        id=upload.id or 0,
        name=upload.name,
        href=href,
        thumbnail=href,
        kilobytes=_kilobytes(upload.size),
        width=upload.width,
        height=upload.height,
        at=upload.at.isoformat(timespec="seconds"),
        owner="" if upload.member_id == actor.member_id else owner or "",
        uses=count,
    )


async def _counts(rx: Reading, paths: Collection[str]) -> Counter[str]:
    """In how many texts each of the images stands."""
    counts: Counter[str] = Counter()
    if not paths:
        return counts
    for shown in SHOWING:
        is_one = or_(*(col(shown.text).contains(path) for path in paths))
        for text in await rx.scalars(select(shown.text).where(shown.may_show, is_one)):
            counts.update(set(PATH.findall(text)))
    return counts


async def _files(rx: Reading, actor: Actor, query: str, after: str) -> tuple[list[MediaRow], str]:
    """Each stored file once, by its latest place."""
    last = func.max(col(Attachment.id))
    wanted: Select[*tuple[Any, ...]] = (
        select(
            last.label("id"),
            col(Attachment.path),
            func.min(col(Attachment.name)).label("name"),
            func.max(col(Attachment.size)).label("size"),
            func.count().label("uses"),
        )
        .join(Lesson, col(Lesson.id) == col(Attachment.lesson_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(editable_courses(actor), kept_lessons())
        .group_by(col(Attachment.path))
        .order_by(last.desc())
        .limit(PAGE + 1)
    )
    if query:
        wanted = wanted.where(_says(col(Attachment.name), query))
    if after:
        place = id_in(after)
        if not place:
            raise Invalid({"after": "error.invalid_value"})
        wanted = wanted.having(last < place)
    found = (await rx.execute(wanted)).all()
    shown = found[:PAGE]
    return [_file(row) for row in shown], str(shown[-1].id) if len(found) > PAGE else ""


def _file(row: Any) -> MediaRow:
    return MediaRow(
        key=f"file-{row.id}",
        id=row.id,
        name=row.name,
        href=file_href(row.path),
        thumbnail="",
        kilobytes=_kilobytes(row.size),
        width=0,
        height=0,
        at="",
        owner="",
        uses=row.uses,
    )


async def _of_file(rx: Reading, actor: Actor, row_id: int) -> tuple[list[Use], int]:
    path = await rx.scalar(
        select(col(Attachment.path))
        .join(Lesson, col(Lesson.id) == col(Attachment.lesson_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(col(Attachment.id) == row_id, editable_courses(actor), kept_lessons())
    )
    if path is None:
        raise NotFound
    named = select(col(Attachment.lesson_id)).where(col(Attachment.path) == path)
    found = await _lessons(rx, actor, named)
    total = await rx.scalar(
        select(func.count(col(Attachment.lesson_id).distinct())).where(col(Attachment.path) == path)
    )
    return found, max(total or 0, len(found))


async def _of_image(rx: Reading, actor: Actor, row_id: int) -> tuple[list[Use], int]:
    path = await rx.scalar(
        select(col(Upload.path)).where(col(Upload.id) == row_id, managed_uploads(actor))
    )
    if path is None:
        raise NotFound
    total = (await _counts(rx, [path]))[path]
    if not total:
        return [], 0
    in_bodies = select(col(Lesson.id)).where(col(Lesson.body).contains(path))
    as_posters = select(col(Video.lesson_id)).where(col(Video.poster).contains(path))
    found = [
        *await _lessons(rx, actor, in_bodies),
        *await _lessons(rx, actor, as_posters, "poster"),
        *await _courses(rx, actor, path),
        *await _posts(rx, actor, path),
        *await _people(rx, path),
    ]
    return found, max(total, len(found))


async def _lessons(rx: Reading, actor: Actor, ids: Any, kind: str = "lesson") -> list[Use]:
    wanted: Select[*tuple[Any, ...]] = (
        select(
            col(Lesson.id),
            col(Lesson.title),
            col(Lesson.slug),
            col(Course.title).label("course"),
            col(Course.slug).label("course_slug"),
            editable_courses(actor).label("is_editable"),
        )
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(col(Lesson.id).in_(ids), visible_lessons(actor))
        .order_by(col(Course.title), col(Lesson.position), col(Lesson.id))
        .limit(NAMED)
    )
    return [
        _use(
            kind,
            row.id,
            f"{row.course}: {row.title}",
            lesson_editor_href(row.course_slug, row.id)
            if row.is_editable
            else lesson_href(row.course_slug, row.slug),
        )
        for row in await rx.execute(wanted)
    ]


async def _courses(rx: Reading, actor: Actor, path: str) -> list[Use]:
    wanted: Select[*tuple[Any, ...]] = (
        select(col(Course.id), col(Course.title), col(Course.slug))
        .where(col(Course.thumbnail).contains(path), visible_courses(actor))
        .order_by(col(Course.title))
        .limit(NAMED)
    )
    return [
        _use("course", row.id, row.title, course_href(row.slug)) for row in await rx.execute(wanted)
    ]


async def _posts(rx: Reading, actor: Actor, path: str) -> list[Use]:
    wanted: Select[*tuple[Any, ...]] = (
        select(col(Post.id), col(Thread.id).label("thread_id"), col(Thread.title))
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .where(
            col(Post.body).contains(path), col(Post.deleted_at).is_(None), visible_threads(actor)
        )
        .order_by(col(Post.id).desc())
        .limit(NAMED)
    )
    return [
        _use("post", row.id, row.title, post_href(row.thread_id, row.id))
        for row in await rx.execute(wanted)
    ]


async def _people(rx: Reading, path: str) -> list[Use]:
    rows: Sequence[Any] = (
        await rx.execute(
            select(col(Member.id), col(Member.name))
            .where(col(Member.bio).contains(path))
            .limit(NAMED)
        )
    ).all()
    return [_use("person", row_id, name, person_href(row_id or 0)) for row_id, name in rows]


def _use(kind: str, row_id: int | None, title: str, href: str) -> Use:
    return Use(f"{kind}-{row_id}", kind, f"media_in.{kind}", title, href)


def _says(name: Any, query: str) -> Any:
    return func.lower(name).contains(query.lower(), autoescape=True)


def _kilobytes(size: int) -> int:
    return (size + 1023) // 1024
