"""Every page of the site."""

from academy_app.pages import (
    account,
    bookmarks,
    catalog,
    course,
    forgot,
    home,
    invitation,
    leaderboard,
    lesson,
    members,
    notices,
    person,
    reset,
    sign_in,
    sign_up,
    welcome,
)
from academy_app.pages.page import Page

PAGES: tuple[Page, ...] = (
    home.PAGE,
    catalog.PAGE,
    course.PAGE,
    lesson.PAGE,
    sign_in.PAGE,
    sign_up.PAGE,
    forgot.PAGE,
    reset.PAGE,
    invitation.PAGE,
    welcome.PAGE,
    account.PAGE,
    members.PAGE,
    notices.PAGE,
    bookmarks.PAGE,
    person.PAGE,
    leaderboard.PAGE,
)
