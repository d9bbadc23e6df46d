"""Writing courses: their outline, their lessons, and what belongs to a lesson.

Creators write their own courses, admins all. Markdown is rendered by `text`, in a thread and
before the transaction opens, so that the one writer of the database never waits for it.
"""

from academy_app.services.authoring.copying import copy_course, copy_lesson, copy_module
from academy_app.services.authoring.courses import (
    change_course,
    create_course,
    create_module,
    publish_course,
    rename_module,
    reorder_modules,
    unpublish_course,
    update_course,
)
from academy_app.services.authoring.drafts import (
    AttachmentDraft,
    CourseDraft,
    LessonDraft,
    Text,
    VideoDraft,
    preview,
    text,
)
from academy_app.services.authoring.lessons import (
    create_lesson,
    publish_lesson,
    reorder_lessons,
    stale_lessons,
    store_rendered,
    unpublish_lesson,
    update_lesson,
)
from academy_app.services.authoring.lookup import Looked, look_up
from academy_app.services.authoring.media import (
    allowed_video,
    attach,
    detach,
    remove_subtitles,
    set_attachments,
    set_subtitles,
    set_videos,
)
from academy_app.services.authoring.pasting import (
    NewLesson,
    NewModule,
    add_lessons,
    add_outline,
)
from academy_app.services.authoring.publishing import (
    Publishing,
    delete_course,
    delete_lessons,
    delete_module,
    release_due,
    restore_course,
    restore_lessons,
    restore_module,
    set_course_publishing,
    set_lessons_publishing,
    set_module_publishing,
)
from academy_app.services.authoring.rows import (
    editable_course,
    require_editable,
    tell_of_access,
    title_of,
)
from academy_app.services.authoring.saving import LessonChanges, Saved, save_lesson
from academy_app.services.authoring.tree import (
    Made,
    add_lesson,
    add_module,
    move_lessons,
    move_module,
    retitle_module,
)

__all__ = [
    "AttachmentDraft",
    "CourseDraft",
    "LessonChanges",
    "LessonDraft",
    "Looked",
    "Made",
    "NewLesson",
    "NewModule",
    "Publishing",
    "Saved",
    "Text",
    "VideoDraft",
    "add_lesson",
    "add_lessons",
    "add_module",
    "add_outline",
    "allowed_video",
    "attach",
    "change_course",
    "copy_course",
    "copy_lesson",
    "copy_module",
    "create_course",
    "create_lesson",
    "create_module",
    "delete_course",
    "delete_lessons",
    "delete_module",
    "detach",
    "editable_course",
    "look_up",
    "move_lessons",
    "move_module",
    "preview",
    "publish_course",
    "publish_lesson",
    "release_due",
    "remove_subtitles",
    "rename_module",
    "reorder_lessons",
    "reorder_modules",
    "require_editable",
    "restore_course",
    "restore_lessons",
    "restore_module",
    "retitle_module",
    "save_lesson",
    "set_attachments",
    "set_course_publishing",
    "set_lessons_publishing",
    "set_module_publishing",
    "set_subtitles",
    "set_videos",
    "stale_lessons",
    "store_rendered",
    "tell_of_access",
    "text",
    "title_of",
    "unpublish_course",
    "unpublish_lesson",
    "update_course",
    "update_lesson",
]
