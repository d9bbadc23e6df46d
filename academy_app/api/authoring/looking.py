"""From what was pasted to lessons that have titles, as far as anybody knows them."""

from collections.abc import Iterator, Sequence

from academy_app.core.actor import Actor
from academy_app.core.errors import Invalid, Problem
from academy_app.core.i18n import translate
from academy_app.core.outlines import OutlinedLesson, listed, outlined
from academy_app.services import authoring
from academy_app.services.authoring import Looked, NewLesson, NewModule, VideoDraft


async def new_modules(actor: Actor, text: str, language: str) -> list[NewModule]:
    """The modules of an outline. Raises Invalid naming `text` for an address that is no video."""
    modules = outlined(text)
    lessons = await _named(actor, [each for module in modules for each in module.lessons], language)
    return [
        NewModule(
            module.title or translate(language, "builder.new_module"),
            [next(lessons) for _ in module.lessons],
        )
        for module in modules
    ]


async def new_lessons(actor: Actor, text: str, language: str) -> list[NewLesson]:
    """The same of lines with an address each."""
    return list(await _named(actor, listed(text), language))


async def _named(
    actor: Actor, lessons: Sequence[OutlinedLesson], language: str
) -> Iterator[NewLesson]:
    addresses = [lesson.address for lesson in lessons if lesson.address]
    found = iter(await authoring.look_up(actor, addresses))
    looked = [next(found) if lesson.address else None for lesson in lessons]
    for number, each in enumerate(looked, start=1):
        if each is not None and each.problem is not None:
            params: dict[str, str | int | float] = {"line": number, "address": each.address[:200]}
            raise Invalid({"text": Problem("authoring.line_no_video", params)})
    return (
        _lesson(lesson, each, translate(language, "builder.untitled", number=number))
        for number, (lesson, each) in enumerate(zip(lessons, looked, strict=True), start=1)
    )


def _lesson(lesson: OutlinedLesson, looked: Looked | None, untitled: str) -> NewLesson:
    if looked is None:
        return NewLesson(lesson.title or untitled)
    title = lesson.title or looked.title or untitled
    video = VideoDraft(looked.address, looked.title, length=looked.length, poster=looked.thumbnail)
    return NewLesson(title, video)
