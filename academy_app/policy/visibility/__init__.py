"""The rules of `decisions` for lists, as SQL clauses. A test holds the two together."""

from academy_app.policy.published import is_out, kept_lessons, out_lessons
from academy_app.policy.visibility.discussion import (
    listed_categories,
    readable_categories,
    visible_entries,
    visible_lesson_ids,
    visible_threads,
)
from academy_app.policy.visibility.imports import visible_imports
from academy_app.policy.visibility.learning import (
    editable_courses,
    listed_lessons,
    managed_uploads,
    open_courses,
    taught_courses,
    visible_courses,
    visible_lesson,
    visible_lessons,
)

__all__ = [
    "editable_courses",
    "is_out",
    "kept_lessons",
    "listed_categories",
    "listed_lessons",
    "managed_uploads",
    "open_courses",
    "out_lessons",
    "readable_categories",
    "taught_courses",
    "visible_courses",
    "visible_entries",
    "visible_imports",
    "visible_lesson",
    "visible_lesson_ids",
    "visible_lessons",
    "visible_threads",
]
