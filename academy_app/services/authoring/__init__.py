"""Writing courses: their outline, their lessons, and what belongs to a lesson.

Creators write their own courses, admins all. Markdown is rendered by `text`, in a thread and
before the transaction opens, so that the one writer of the database never waits for it.
"""

from academy_app.services.authoring.courses import (
    create_course,
    create_module,
    publish_course,
    rename_module,
    reorder_modules,
    unpublish_course,
    update_course,
)
from academy_app.services.authoring.drafts import CourseDraft, LessonDraft, Text, VideoDraft, text
from academy_app.services.authoring.lessons import (
    create_lesson,
    publish_lesson,
    reorder_lessons,
    stale_lessons,
    store_rendered,
    unpublish_lesson,
    update_lesson,
)
from academy_app.services.authoring.media import allowed_video, attach, set_subtitles, set_videos
from academy_app.services.authoring.rows import editable_course, tell_of_access

__all__ = [
    "CourseDraft",
    "LessonDraft",
    "Text",
    "VideoDraft",
    "allowed_video",
    "attach",
    "create_course",
    "create_lesson",
    "create_module",
    "editable_course",
    "publish_course",
    "publish_lesson",
    "rename_module",
    "reorder_lessons",
    "reorder_modules",
    "set_subtitles",
    "set_videos",
    "stale_lessons",
    "store_rendered",
    "tell_of_access",
    "text",
    "unpublish_course",
    "unpublish_lesson",
    "update_course",
    "update_lesson",
]
