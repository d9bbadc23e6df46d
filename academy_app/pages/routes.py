"""Every page of the site."""

from academy_app.pages import (
    account,
    catalog,
    categories,
    category,
    course,
    forgot,
    group,
    groups,
    home,
    invitation,
    lesson,
    members,
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
    categories.PAGE,
    category.PAGE,
    groups.PAGE,
    group.PAGE,
)
