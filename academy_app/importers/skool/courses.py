"""Staged units become courses: each by itself, as other importers' courses are written."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.db import reading, writing
from academy_app.core.errors import Invalid
from academy_app.core.i18n import translate
from academy_app.core.levels import HIGHEST
from academy_app.core.video import recognise
from academy_app.importers import courses
from academy_app.importers.community.frame import Run
from academy_app.importers.courses import (
    Content,
    FoundVideo,
    Settings,
    SourceCourse,
    SourceLesson,
    SourceModule,
)
from academy_app.importers.prose import Node, is_safe, to_markdown
from academy_app.importers.reading import Record, Staged
from academy_app.importers.report import Report
from academy_app.importers.skool.tiptap import nodes_of
from academy_app.importers.skool.units import above_of
from academy_app.models.learning import Course
from academy_app.services.authoring import allowed_video
from academy_app.services.authoring.drafts import BODY, TITLE, VIDEOS
from academy_app.services.imports import Mapped, remember
from academy_app.services.slugs import free_slug

# Of a course, by its privacy: who may see it at once. Others wait as drafts for their author.
_OPEN = ("", "0")
_BY_LEVEL = "1"
DESCRIPTION = 5000
_TEXTS = frozenset(("text", "transcript", "resources"))
# A lesson is no longer, with some room for what is put before its text.
LONGEST = BODY - 1000
LONGEST_KEY = 500


async def bring_courses(run: Run) -> None:
    trees = await asyncio.to_thread(_trees, run)
    async with reading() as rx:
        taken = set(await rx.scalars(select(col(Course.slug))))
    for tree in trees:
        course = await asyncio.to_thread(_source, run, tree)
        # One that is here keeps its address; a new one must not meet another's.
        slug = free_slug("", course.title, taken)
        taken.add(slug)
        course = replace(course, settings=replace(course.settings, slug=slug))
        options = courses.Options(
            language=run.options.language, is_dry=run.options.is_dry, publish=run.options.publish
        )
        writer = _Lessons(run, {unit.key: unit for _, units in tree.modules for unit in units})
        await courses.bring(
            run.actor,
            course,
            options,
            run.report,
            format_name="skool",
            converter=lambda _there, _files, writer=writer: writer.convert,  # type: ignore[misc]
            progress=run.progress,
        )
        if not run.options.is_dry:
            await _remember(run, tree.course, course.settings.key)


async def _remember(run: Run, unit: Staged, source_key: str) -> None:
    """With what Skool said of who may see it, which has no place here."""
    privacy = str(unit.content.get("privacy") or "")
    async with writing() as tx:
        course_id = await tx.scalar(
            select(col(Course.id)).where(col(Course.source_key) == source_key)
        )
        if course_id is not None:
            note = f"privacy={privacy}" if privacy else ""
            mapped = [Mapped(unit.key, course_id, note=note)]
            await remember(tx, run.actor, run.key, "course", mapped)


@dataclass
class _Tree:
    """A course, and its lessons by the titles of what they stand in."""

    course: Staged
    modules: list[tuple[tuple[str, str], list[Staged]]] = field(default_factory=list)


def _trees(run: Run) -> list[_Tree]:
    units = {each.key: _outlined(each) for each in run.staging.each("unit")}
    below: dict[str, list[Staged]] = {}
    for each in sorted(units.values(), key=lambda u: (int(u.content.get("number") or 0), u.step)):
        below.setdefault(above_of(each, units), []).append(each)
    trees = []
    for course in sorted(below.get("", []), key=lambda found: found.step):
        tree = _Tree(course)
        _gather(tree, course, (course.key, str(course.content.get("title") or "")), below)
        trees.append(tree)
    return trees


def _outlined(unit: Staged) -> Staged:
    """Without its texts: one course's are held at a time."""
    content = {name: value for name, value in unit.content.items() if name not in _TEXTS}
    return replace(unit, content={**content, "has_text": bool(unit.content.get("text"))})


def _gather(
    tree: _Tree, unit: Staged, module: tuple[str, str], below: dict[str, list[Staged]]
) -> None:
    """Lessons that stand in the course itself are a module of its name."""
    if unit is tree.course and not below.get(unit.key) and unit.content.get("type") == "module":
        tree.modules.append((module, [unit]))
    for each in below.get(unit.key, []):
        title = str(each.content.get("title") or "")
        if each.content.get("type") == "set" or below.get(each.key):
            name = f"{module[1]} – {title}" if unit is not tree.course else title
            if each.content.get("has_text"):
                tree.modules.append(((each.key, name), [each]))
            _gather(tree, each, (each.key, name), below)
            continue
        if not tree.modules or tree.modules[-1][0][0] != module[0]:
            tree.modules.append((module, []))
        tree.modules[-1][1].append(each)


def _source(run: Run, tree: _Tree) -> SourceCourse:
    content, place = tree.course.content, tree.course.place
    untitled = translate(run.options.language, "import.untitled")
    privacy = str(content.get("privacy") or "")
    if privacy not in _OPEN:
        run.report.changed("import.privacy", place, value=privacy)
    whole = run.staging.get("unit", tree.course.key) or {}
    description = _plain(whole.get("text"), run.report, tree.course)
    if len(description) > DESCRIPTION:
        run.report.changed("import.description_cut", place, text=description[DESCRIPTION - 1 :])
        description = description[: DESCRIPTION - 1] + "…"
    modules = []
    keys: set[str] = set()
    for (key, title), units in tree.modules:
        # A module whose lessons stand apart in the source comes in two.
        name = key if key not in keys else f"{key}:{units[0].key}"
        keys.add(name)
        lessons = tuple(
            SourceLesson(unit.key, unit.place, _line(unit.content.get("title")) or untitled)
            for unit in units
        )
        modules.append(SourceModule(name, (_line(title) or untitled)[:200], lessons))
    image = str(content.get("image") or "")
    settings = Settings(
        description=description,
        key=f"{run.source}:{tree.course.key}",
        thumbnail=image if image.startswith("https://") and len(image) <= 500 else "",
        level=_level(content),
        is_published=privacy in _OPEN and content.get("state") != 1,
        is_partial=True,
    )
    if not modules:
        run.report.lost("import.course_without_lessons", place, name=str(content.get("title")))
    title = _line(content.get("title")) or untitled
    for name in [title, *(each.title for module in modules for each in module.lessons)]:
        if len(name) > TITLE:
            run.report.changed("import.name_cut", place, title=name)
    return SourceCourse(Path(), title[:200], tuple(modules), settings)


def _level(content: dict[str, Any]) -> int:
    level = content.get("level") if content.get("privacy") == _BY_LEVEL else None
    return level if isinstance(level, int) and 1 <= level <= HIGHEST else 1


def _line(value: Any) -> str:
    line = "".join(sign for sign in " ".join(str(value or "").split()) if sign.isprintable())
    return line.strip()


def _plain(text: Any, report: Report, unit: Staged) -> str:
    """A description; a few are written as lessons are."""
    nodes = nodes_of(str(text or ""), _teller(report, unit))
    return str(text or "").strip() if nodes is None else to_markdown(nodes)


def _teller(report: Report, unit: Staged) -> Any:
    return lambda kind: report.changed("import.node_unknown", unit.place, kind=kind)


@dataclass
class _Lessons:
    run: Run
    units: dict[str, Staged]

    def convert(self, lesson: SourceLesson, report: Report) -> Content:
        whole = self.run.staging.get("unit", lesson.key) or {}
        unit = replace(self.units[lesson.key], content=whole)
        content, place = unit.content, unit.place
        nodes = nodes_of(str(content.get("text") or ""), _teller(report, unit))
        if nodes is None:
            paragraphs = str(content.get("text") or "").split("\n\n")
            nodes = [Node("paragraph", [Node("text", text=each)]) for each in paragraphs]
        self._tell_of_images(nodes, report, place)
        videos, more = self._videos(unit, lesson, report)
        nodes += [*more, *self._resources(unit, report), *self._transcript(unit)]
        body = self._fitting(to_markdown(nodes), report, place)
        missing = str(content.get("video_id") or "")
        if missing and not videos:
            report.lost("import.video_expired", place, name=lesson.title)
        is_draft = content.get("state") == 1 or (bool(missing) and not body and not videos)
        if missing and not videos:
            language = self.run.options.language
            body = "\n\n".join(filter(None, [translate(language, "import.video_to_come"), body]))
        return Content(body, videos, is_draft=is_draft)

    @staticmethod
    def _fitting(body: str, report: Report, place: str) -> str:
        if len(body) <= LONGEST:
            return body
        report.lost("import.lesson_cut", place, text=body[LONGEST:])
        return body[:LONGEST]

    def _videos(
        self, unit: Staged, lesson: SourceLesson, report: Report
    ) -> tuple[list[FoundVideo], list[Node]]:
        """Those that play here; of others, links."""
        videos: list[FoundVideo] = []
        links: list[Node] = []
        for address in [unit.content.get("video"), *(unit.content.get("media") or [])]:
            if not address:
                continue
            try:
                found = recognise(str(address), allowed_video())
            except Invalid as refusal:
                why = refusal.fields["video"]
                told = {**why.params, "address": str(address), "reason": why.key}
                report.lost("import.video_refused", unit.place, 0, **told)
                links.append(_link(str(address), str(address)))
                continue
            if len(found.key) > LONGEST_KEY or len(videos) == VIDEOS:
                links.append(_link(str(address), str(address)))
            elif found.key not in {video.key for video in videos}:
                videos.append(FoundVideo(str(address), found.key, lesson.title[:200]))
        return videos, links

    def _resources(self, unit: Staged, report: Report) -> list[Node]:
        shown = []
        for each in Record(unit.content, unit.place).values("resources"):
            record = Record({"link": each} if isinstance(each, str) else each, unit.place)
            name = record.text("title", "name", "fileName")
            address = record.text("link", "url", "readUrl", "downloadUrl")
            if address:
                shown.append(_link(name or address, address))
            else:
                report.lost("import.attachment_missing", unit.place, name=name)
                shown.append(Node("paragraph", [Node("text", text=name)]))
            if address and record.has("fileId", "fileName"):
                report.changed("import.file_elsewhere", unit.place, name=name or address)
        return self._under(
            "import.resources", [Node("item", [each]) for each in shown], is_list=True
        )

    def _transcript(self, unit: Staged) -> list[Node]:
        lines = list(_spoken(unit.content.get("transcript")))
        return self._under("import.transcript", [_paragraph(line) for line in lines])

    def _under(self, key: str, nodes: Sequence[Node], *, is_list: bool = False) -> list[Node]:
        if not nodes:
            return []
        title = Node("text", text=translate(self.run.options.language, key))
        inner = [Node("bullets", list(nodes))] if is_list else list(nodes)
        return [Node("heading", [title], number=2), *inner]

    def _tell_of_images(self, nodes: Sequence[Node], report: Report, place: str) -> None:
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            waiting += node.children
            if node.kind == "image":
                known = (
                    "import.image_elsewhere" if is_safe(node.address) else "import.image_refused"
                )
                report.changed(known, place, address=node.address)


def _paragraph(line: str) -> Node:
    return Node("paragraph", [Node("text", text=line)])


def _link(words: str, address: str) -> Node:
    text = Node("text", text=words)
    return Node("paragraph", [Node("link", [text], address=address) if is_safe(address) else text])


def _spoken(value: Any) -> Sequence[str]:
    """A transcript's words, with or without their times."""
    text = str(value or "").strip()
    if text[:1] in ("[", "{"):
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            return [text]
        return [" ".join(_texts(content, 0))] if content else []
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _texts(content: Any, depth: int) -> Sequence[str]:
    if depth > 50:
        return []
    if isinstance(content, list):
        return [text for each in content for text in _texts(each, depth + 1)]
    if isinstance(content, dict):
        if isinstance(content.get("text"), str):
            return [content["text"].strip()]
        return [
            t for v in content.values() if isinstance(v, (list, dict)) for t in _texts(v, depth + 1)
        ]
    return [content.strip()] if isinstance(content, str) else []
