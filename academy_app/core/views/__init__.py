"""What screens and API answers show, one module a noun."""

from academy_app.core.views.learning import (
    AttachmentView,
    Catalog,
    CourseCard,
    Home,
    LessonPage,
    LessonRow,
    ModuleRow,
    NoteView,
    Outline,
    Transcript,
    TranscriptLanguage,
    VideoView,
)
from academy_app.core.views.membership import (
    Account,
    InvitationRow,
    Me,
    MemberRow,
    Members,
    Person,
    SessionRow,
    TokenRow,
)

__all__ = [
    "Account",
    "AttachmentView",
    "Catalog",
    "CourseCard",
    "Home",
    "InvitationRow",
    "LessonPage",
    "LessonRow",
    "Me",
    "MemberRow",
    "Members",
    "ModuleRow",
    "NoteView",
    "Outline",
    "Person",
    "SessionRow",
    "TokenRow",
    "Transcript",
    "TranscriptLanguage",
    "VideoView",
]
