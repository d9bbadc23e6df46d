"""A course for those who teach it: nobody else reads any of this."""

from academy_app.queries.teaching.access import course_access
from academy_app.queries.teaching.course import taught_course
from academy_app.queries.teaching.door import door
from academy_app.queries.teaching.figures import course_figures
from academy_app.queries.teaching.people import Wish, course_people, learners

__all__ = [
    "Wish",
    "course_access",
    "course_figures",
    "course_people",
    "door",
    "learners",
    "taught_course",
]
