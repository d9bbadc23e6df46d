"""The rules of `decisions` for lists, as SQL clauses. A test holds the two together."""

from academy_app.policy.visibility.discussion import (
    readable_categories,
    visible_entries,
    visible_lesson_ids,
    visible_threads,
)
from academy_app.policy.visibility.learning import (
    editable_courses,
    listed_lessons,
    open_courses,
    visible_courses,
    visible_lesson,
    visible_lessons,
)

__all__ = [
    "editable_courses",
    "listed_lessons",
    "open_courses",
    "readable_categories",
    "visible_courses",
    "visible_entries",
    "visible_lesson",
    "visible_lesson_ids",
    "visible_lessons",
    "visible_threads",
]
