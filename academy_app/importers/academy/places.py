"""Groups, categories and lessons, settled before anything is said in them: nothing that was for a
few is for everyone meanwhile."""

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.db import Tx, reading, writing
from academy_app.core.errors import Invalid
from academy_app.importers.community.frame import Run
from academy_app.importers.reading import Staged
from academy_app.models.discussion import Category
from academy_app.models.imports import Imported
from academy_app.models.learning import Course, Lesson, Video
from academy_app.models.membership import Group, Member
from academy_app.services.categories import (
    CategoryDraft,
    archive_category,
    reorder_categories,
    update_category,
)
from academy_app.services.groups import add_to_group, create_group


async def places(run: Run) -> None:
    """Set up what this run has made; what was here stays as it is."""
    await _find_lessons(run)
    if run.options.is_dry:
        return
    async with writing() as tx:
        groups = await _groups(tx, run)
        await _categories(tx, run, groups)


async def _groups(tx: Tx, run: Run) -> dict[str, int]:
    rows = await tx.execute(select(col(Group.name), col(Group.id)))
    ids = {name: group_id for name, group_id in rows if group_id is not None}
    for staged in list(run.staging.each("group")):
        if staged.key in ids:
            run.report.changed("import.group_kept", staged.place, name=staged.key)
            continue
        group = await create_group(tx, run.actor, staged.key)
        assert group.id is not None
        ids[staged.key] = group.id
        run.report.came("import.group_new", name=staged.key)
        members = run.staging.ours("member", map(str, staged.content.get("members", [])))
        for member_id in sorted(members.values()):
            await add_to_group(tx, run.actor, group.id, member_id)
    return ids


async def _categories(tx: Tx, run: Run, groups: dict[str, int]) -> None:
    """Those that this run made, as they were, in their order behind the others."""
    rows = await tx.execute(
        select(col(Imported.key), col(Imported.subject_id)).where(
            col(Imported.source) == run.source,
            col(Imported.kind) == "label",
            col(Imported.run_id) == run.run_id,
            col(Imported.is_made),
        )
    )
    made = {row.key: row.subject_id for row in rows}
    order: list[int] = []
    for staged in list(run.staging.each("label")):
        category_id = made.get(staged.key)
        if category_id is None:
            run.report.changed("import.category_kept", staged.place, name=staged.content["name"])
            continue
        order.append(category_id)
        await update_category(tx, run.actor, category_id, await _draft(tx, staged, groups))
        if staged.content.get("is_archived"):
            await archive_category(tx, run.actor, category_id)
    rows_here = await tx.scalars(select(col(Category.id)).order_by(col(Category.position)))
    others = [each for each in rows_here if each is not None and each not in order]
    await reorder_categories(tx, run.actor, [*others, *order])


async def _draft(tx: Tx, staged: Staged, groups: dict[str, int]) -> CategoryDraft:
    said = staged.content
    is_taken = await tx.scalar(select(col(Category.id)).where(col(Category.slug) == staged.key))
    listed = {
        f"{action}_groups": [groups[name] for name in said.get(f"{action}_groups", [])]
        for action in ("read", "post")
        if all(name in groups for name in said.get(f"{action}_groups", []))
    }
    if len(listed) < 2:
        raise Invalid({"file": "import.group_unknown"})
    return CategoryDraft(
        slug=None if is_taken else staged.key,
        description=said.get("description", ""),
        colour=said.get("colour", 0),
        icon=said.get("icon"),
        level=said.get("level", 1),
        read_by=said.get("read_by"),
        read_roles=said.get("read_roles", []),
        read_groups=listed["read_groups"],
        post_by=said.get("post_by"),
        post_roles=said.get("post_roles", []),
        post_groups=listed["post_groups"],
    )


async def _find_lessons(run: Run) -> None:
    """Threads under lessons go under the same lessons; where there is none, they are named."""
    async with reading() as rx:
        rows = await rx.execute(
            select(col(Course.slug), col(Lesson.slug), col(Lesson.id)).join(
                Lesson, col(Lesson.course_id) == col(Course.id)
            )
        )
        lessons = {(course, lesson): lesson_id for course, lesson, lesson_id in rows}
        films = await rx.execute(select(col(Video.lesson_id), col(Video.position), col(Video.id)))
        videos = {(lesson_id, place + 1): video_id for lesson_id, place, video_id in films}
    for staged in run.staging.each("thread", only_new=True):
        said = staged.content.get("lesson")
        if not said:
            continue
        lesson_id = lessons.get((said.get("course"), said.get("lesson")))
        if lesson_id is not None:
            found = {"lesson_id": lesson_id, "seconds": said.get("seconds")}
            found["video_id"] = videos.get((lesson_id, said.get("video")))
            run.staging.change("thread", staged.key, found)
            continue
        _leave_out(run, staged)


def _leave_out(run: Run, staged: Staged) -> None:
    """A thread whose lesson is not here, with all that was said in it."""
    said = staged.content["lesson"]
    lesson = f"{said.get('course')}/{said.get('lesson')}"
    rows = run.staging.ask(
        "SELECT key, place, json_extract(content, '$.text') FROM item"
        " WHERE kind = 'reply' AND above = ?",
        staged.key,
    )
    text = f"{staged.content.get('title')}: {staged.content.get('text')}"
    run.report.lost("import.lesson_unknown", staged.place, lesson=lesson, text=text)
    for key, place, words in rows:
        run.report.lost("import.lesson_unknown", place, lesson=lesson, text=words or "")
        run.staging.drop("reply", key)
    run.staging.drop("thread", staged.key)


async def set_pictures(tx: Tx, run: Run, pictures: dict[str, str]) -> None:
    """Of members who have none."""
    ids = run.staging.ours("member", pictures)
    for key, path in pictures.items():
        member = await tx.get(Member, ids[key]) if key in ids else None
        if member is not None and not member.picture and member.is_placeholder:
            member.picture = path
