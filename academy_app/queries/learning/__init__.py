"""What the course screens show, all of it as the actor may see it."""

from academy_app.queries.learning.catalog import catalog, home
from academy_app.queries.learning.files import is_file_open
from academy_app.queries.learning.lesson import lesson_page
from academy_app.queries.learning.outline import course_id, outline
from academy_app.queries.learning.people import companions
from academy_app.queries.learning.transcript import transcript

__all__ = [
    "catalog",
    "companions",
    "course_id",
    "home",
    "is_file_open",
    "lesson_page",
    "outline",
    "transcript",
]
