"""Who comes into a course: asking, links, tiers and dates, from both sides."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from academy_app.core.actor import Role
from tests import factories
from tests.accounts import PASSWORD
from tests.browser.site.conftest import PHONE, Visit, Visitor, is_live
from tests.factories import CourseTree, key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _course(teacher: Visitor, slug: str, **values: Any) -> CourseTree:
    """One of the teacher's own."""
    async with teacher.site.database.writing() as tx:
        return await factories.course(
            tx, teacher.member, slug=slug, title=slug.title(), lessons=3, position=9, **values
        )


async def test_a_request_and_its_answer(visit: Visit) -> None:
    teacher, learner = await visit(Role.CONTENT_CREATOR), await visit(viewport=PHONE)
    await _course(teacher, "asking", enrol_by="request")
    bell = await teacher.open("/")
    theirs = await learner.open("/courses")
    await expect(theirs.get_by_role("listitem").filter(has_text="Asking")).to_contain_text(
        "Open on request"
    )
    await theirs.get_by_role("link", name="Asking").click()
    await theirs.get_by_label("Why you want to join").fill("I love bread.")
    await theirs.get_by_role("button", name="Ask to join").click()
    await expect(theirs.get_by_text("You have asked to join.")).to_be_visible()
    # The teacher's open page learns of it, whatever page that is.
    await expect(bell.get_by_role("link", name=re.compile("1 unread"))).to_be_visible()
    page = await teacher.open("/teach/asking/people")
    await expect(page.get_by_text("I love bread.")).to_be_visible()
    await page.get_by_role("button", name=f"Let {learner.member.name} in").click()
    await expect(page.get_by_role("heading", name="1 person in the course")).to_be_visible()
    await theirs.reload()
    await is_live(theirs)
    await theirs.get_by_role("link", name="Continue").click()
    await theirs.wait_for_url("**/courses/asking/*")


async def test_removed_and_put_back(visit: Visit) -> None:
    teacher, learner = await visit(Role.CONTENT_CREATOR), await visit()
    await _course(teacher, "leaving")
    page = await teacher.open(f"/teach/leaving/people?add={learner.member.name}")
    await page.get_by_role("button", name=f"Put {learner.member.name} in", exact=True).click()
    await expect(page.get_by_role("heading", name="1 person in the course")).to_be_visible()
    await page.get_by_role("button", name=f"Remove {learner.member.name}").click()
    await expect(page.get_by_role("heading", name="0 people in the course")).to_be_visible()
    theirs = await learner.open("/courses/leaving")
    await expect(theirs.get_by_text("You were taken out of this course")).to_be_visible()
    await page.get_by_role("button", name=f"Put {learner.member.name} back").click()
    await expect(page.get_by_role("heading", name="1 person in the course")).to_be_visible()
    await theirs.reload()
    await is_live(theirs)
    await expect(theirs.get_by_role("heading", name="Contents")).to_be_visible()


async def test_a_link_lets_a_visitor_in_once_they_have_signed_in(visit: Visit) -> None:
    teacher, learner = await visit(Role.CONTENT_CREATOR), await visit()
    visitor = await visit(None, member=learner.member)
    await _course(teacher, "linked", enrol_by="invitation")
    page = await teacher.open("/teach/linked/people")
    await page.get_by_label("What it is for").fill("Market day")
    await page.get_by_label("For how many").fill("1")
    await page.get_by_role("button", name="Make a link").click()
    field = page.locator("#course-link")
    await expect(field).to_have_value(re.compile(r"/join/\S{43}$"))
    await expect(page.get_by_text("used by 0 of 1")).to_be_visible()
    path = "/join/" + (await field.input_value()).rsplit("/", 1)[1]
    await visitor.page.goto(visitor.site.server.address + path)
    await visitor.page.wait_for_url(re.compile("/sign-in"))
    await is_live(visitor.page)
    await _sign_in(visitor)
    await visitor.page.wait_for_url(f"**{path}")
    await is_live(visitor.page)
    await visitor.page.get_by_role("button", name="Join the course").click()
    await visitor.page.wait_for_url("**/courses/linked")
    await is_live(visitor.page)
    await expect(visitor.page.get_by_role("heading", name="Contents")).to_be_visible()


async def _sign_in(visitor: Visitor) -> None:
    await visitor.page.fill("#app [name=email]", visitor.member.email or "")
    await visitor.page.fill("#app [name=password]", PASSWORD)
    await visitor.page.keyboard.press("Enter")


async def test_dates_are_set_in_the_teacher_s_own_time(visit: Visit) -> None:
    teacher = await visit(Role.CONTENT_CREATOR, timezone_id="America/New_York")
    learner = await visit(timezone_id="Asia/Tokyo")
    tree = await _course(teacher, "dated")
    page = await teacher.open("/teach/dated/access")
    await _unfold(page)
    row = page.locator(f"#opening-lesson-{key(tree.lessons[1])}")
    await row.locator("[name=opens_at]").fill("2999-05-03T20:00")
    await expect(row.locator("[data-saved]")).to_be_visible()
    await page.reload()
    await is_live(page)
    # A module with an opening in it is unfolded by itself.
    await expect(row.locator("[name=opens_at]")).to_have_value("2999-05-03T20:00")
    theirs = await learner.open("/courses/dated")
    line = theirs.get_by_role("listitem").filter(has_text=tree.lessons[1].title).last
    await expect(line).to_contain_text("Opens on May 4, 2999")
    await expect(line.get_by_role("link")).to_have_count(0)
    learner.expected.append("403")
    await learner.open(f"/courses/dated/{tree.lessons[1].slug}")
    await expect(theirs.get_by_role("heading", name="Opens on May 4, 2999")).to_be_visible()
    await row.locator("[name=opens_at]").fill("")
    await expect(row.locator("[data-saved]")).to_be_visible()
    await learner.open(f"/courses/dated/{tree.lessons[1].slug}")
    await expect(theirs.get_by_role("heading", name=tree.lessons[1].title)).to_be_visible()


async def _unfold(page: Page) -> None:
    await page.locator("#app summary").filter(has_text="Module").first.click()


async def test_access_is_set_by_a_form(visit: Visit) -> None:
    teacher, learner = await visit(Role.CONTENT_CREATOR), await visit()
    async with teacher.site.database.writing() as tx:
        await factories.group(tx, name="Platinum", rank=7)
    await _course(teacher, "tiered")
    page = await teacher.open("/teach/tiered/access")
    await page.get_by_label("Members of certain groups").check()
    await page.get_by_role("button", name="Save").click()
    teacher.expected.append("422")
    await expect(page.get_by_text("Choose at least one group.")).to_be_visible()
    await page.get_by_label("Platinum").check()
    await page.get_by_label("One lesson after another").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#access [data-success]")).to_be_visible()
    await page.reload()
    await is_live(page)
    await expect(page.get_by_label("Platinum")).to_be_checked()
    await expect(page.get_by_label("One lesson after another")).to_be_checked()
    await expect(page.get_by_label("Hide the course")).not_to_be_checked()
    theirs = await learner.open("/courses/tiered")
    await expect(theirs.get_by_text("Open to certain groups only")).to_be_visible()
    await expect(theirs.get_by_text("Platinum")).to_be_visible()


async def test_one_lesson_after_another(visit: Visit) -> None:
    teacher, learner = await visit(Role.CONTENT_CREATOR), await visit()
    tree = await _course(teacher, "ordered", is_sequential=True)
    page = await learner.open("/courses/ordered")
    second = page.get_by_role("link", name=tree.lessons[1].title)
    await expect(second).to_have_count(0)
    await expect(page.get_by_text("Opens when the lesson before is done").first).to_be_visible()
    await page.get_by_role("link", name="Start the course").click()
    await page.wait_for_url(f"**/{tree.lessons[0].slug}")
    await is_live(page)
    tree_of = page.get_by_role("navigation", name="Contents")
    await expect(tree_of.get_by_role("link", name=tree.lessons[1].title)).to_have_count(0)
    await page.get_by_role("button", name=re.compile("Mark as done")).click()
    await expect(tree_of.get_by_role("link", name=tree.lessons[1].title)).to_have_count(1)


async def test_figures_are_for_who_teaches(visit: Visit) -> None:
    teacher, learner = await visit(Role.CONTENT_CREATOR), await visit()
    await _course(teacher, "counted")
    page = await teacher.open("/courses/counted")
    await page.get_by_role("link", name="Statistics").click()
    await page.wait_for_url("**/teach/counted/stats")
    await is_live(page)
    await expect(page.get_by_role("table")).to_contain_text("0 (0%)")
    theirs = await learner.open("/courses/counted")
    await expect(theirs.get_by_role("link", name="Statistics")).to_have_count(0)
    learner.expected.append("403")
    for part in ("people", "access", "stats"):
        await learner.open(f"/teach/counted/{part}")
        await expect(theirs.get_by_role("main")).to_contain_text("Only its author and admins")
