"""What the screens show on which courses are written; all of it for those who may write them."""

from academy_app.queries.authoring.check import check
from academy_app.queries.authoring.courses import (
    course_settings,
    preview_groups,
    target_courses,
    teaching,
)
from academy_app.queries.authoring.lesson import edited_lesson
from academy_app.queries.authoring.rows import course_of
from academy_app.queries.authoring.tree import built, built_lessons, deleted
from academy_app.queries.authoring.versions import version, versions

__all__ = [
    "built",
    "built_lessons",
    "check",
    "course_of",
    "course_settings",
    "deleted",
    "edited_lesson",
    "preview_groups",
    "target_courses",
    "teaching",
    "version",
    "versions",
]
