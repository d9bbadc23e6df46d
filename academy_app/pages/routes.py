"""Every page of the site."""

from academy_app.pages import catalog, course, home, lesson
from academy_app.pages.page import Page

PAGES: tuple[Page, ...] = (home.PAGE, catalog.PAGE, course.PAGE, lesson.PAGE)
