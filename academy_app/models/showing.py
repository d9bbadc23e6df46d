"""Wherever a member can have put an image that they uploaded."""

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col

from academy_app.models.discussion import Draft, Post, Revision
from academy_app.models.learning import Course, Lesson, LessonVersion, Video
from academy_app.models.membership import Member

FOLDER: Final = "images"
PATH: Final = re.compile(rf"{FOLDER}/\d+/[0-9a-f]{{64}}\.webp")


@dataclass(frozen=True, slots=True)
class Shown:
    """The key of the rows of one `kind`, and the text in which images stand."""

    kind: str
    keys: tuple[Any, ...]
    text: Any

    @property
    def may_show(self) -> ColumnElement[bool]:
        """Some image or other."""
        return col(self.text).contains(f"{FOLDER}/")


SHOWING: Final = (
    Shown("post", (Post.id,), Post.body),
    Shown("revision", (Revision.id,), Revision.body),
    Shown("draft", (Draft.member_id, Draft.key), Draft.fields),
    Shown("person", (Member.id,), Member.bio),
    Shown("lesson", (Lesson.id,), Lesson.body),
    Shown("version", (LessonVersion.id,), LessonVersion.body),
    Shown("poster", (Video.id,), Video.poster),
    Shown("course", (Course.id,), Course.thumbnail),
)
