"""Signing in, joining and settings, as people do them."""

import asyncio
from io import BytesIO

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Page, Route, expect

from academy_app.core.actor import Role
from tests.accounts import PASSWORD
from tests.browser.site.conftest import Visit, Visitor, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REFUSED = "status of 4"
NARROW = {"width": 360, "height": 740}


async def fill_in(page: Page, form: str, **values: str) -> None:
    for name, value in values.items():
        await page.fill(f"#{form} [name={name}]", value)


async def send(page: Page, form: str) -> None:
    await page.click(f"#{form} [type=submit]")


async def told(page: Page, form: str, text: str, field: str = "") -> None:
    await expect(page.locator(f'#{form} [data-error-for="{field}"]')).to_have_text(text)


async def at_sign_in(visit: Visit, query: str = "") -> Visitor:
    """A member who is not signed in yet, before the form."""
    visitor = await visit(None)
    visitor.expected.append(REFUSED)
    await visitor.open(f"/sign-in{query}")
    return visitor


async def sign_in(visitor: Visitor) -> None:
    await fill_in(visitor.page, "sign-in", email=visitor.member.email or "", password=PASSWORD)
    await send(visitor.page, "sign-in")


async def test_what_is_wrong_is_said_where_it_is_wrong(visit: Visit) -> None:
    visitor = await at_sign_in(visit)
    page = visitor.page
    await fill_in(page, "sign-in", email="anna", password="secret words")
    await send(page, "sign-in")
    field = page.locator("#sign-in-email")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_attribute("aria-describedby", "sign-in-email-error")
    await told(
        page, "sign-in", "Please enter a full e-mail address, such as anna@example.org.", "email"
    )
    await expect(page.locator("#sign-in-password")).to_have_value("secret words")
    await fill_in(page, "sign-in", email=visitor.member.email or "")
    await send(page, "sign-in")
    await told(page, "sign-in", "E-mail and password do not match.")
    await told(page, "sign-in", "", "email")
    await expect(field).not_to_have_attribute("aria-invalid", "true")


async def test_signing_in_leads_to_where_one_was_going(visit: Visit) -> None:
    visitor = await visit(None)
    await visitor.page.goto(f"{visitor.site.server.address}/courses/bread?x=1")
    await is_live(visitor.page)
    assert "/sign-in?next=" in visitor.page.url
    await sign_in(visitor)
    await visitor.page.wait_for_url("**/courses/bread?x=1")


@pytest.mark.parametrize(
    "following",
    [
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "/.//evil.example/phish",
        "/..//evil.example",
        "/a/..//evil.example",
        "/%252e//evil.example",
        "/.\\/evil.example",
        "/%09/[",
        "/.//evil.example",
        "https://evil.example",
        "javascript:1",
    ],
)
async def test_no_link_leads_a_new_session_elsewhere(visit: Visit, following: str) -> None:
    visitor = await at_sign_in(visit, f"?next={following}")
    await sign_in(visitor)
    await visitor.page.wait_for_url(f"{visitor.site.server.address}/")


async def test_a_lost_connection_loses_nothing_that_was_typed(visit: Visit) -> None:
    visitor = await at_sign_in(visit)
    visitor.expected.append("ERR_FAILED")
    await visitor.page.route("**/auth/login", lambda route: route.abort())
    await sign_in(visitor)
    await told(
        visitor.page,
        "sign-in",
        "The server cannot be reached right now. What you typed is still here; please try again.",
    )
    await expect(visitor.page.locator("#sign-in-password")).to_have_value(PASSWORD)
    await visitor.page.unroute("**/auth/login")
    await send(visitor.page, "sign-in")
    await visitor.page.wait_for_url(f"{visitor.site.server.address}/")


async def test_an_impatient_member_sends_once(visit: Visit) -> None:
    visitor = await at_sign_in(visit)
    sent, goes_on = [], asyncio.Event()

    async def hold(route: Route) -> None:
        sent.append(route.request.url)
        await goes_on.wait()
        await route.continue_()

    await visitor.page.route("**/auth/login", hold)
    await sign_in(visitor)
    button = visitor.page.locator("#sign-in [type=submit]")
    await expect(button).to_be_disabled()
    await expect(button).to_have_attribute("aria-busy", "true")
    await visitor.page.press("#sign-in-password", "Enter")
    goes_on.set()
    await visitor.page.wait_for_url(f"{visitor.site.server.address}/")
    assert len(sent) == 1


async def test_the_form_works_before_the_live_page_and_while_it_comes(visit: Visit) -> None:
    visitor = await visit(None)
    visitor.expected.append(REFUSED)
    scripts, answers = asyncio.Event(), asyncio.Event()

    async def hold_scripts(route: Route) -> None:
        await scripts.wait()
        await route.continue_()

    async def hold_answer(route: Route) -> None:
        await answers.wait()
        await route.continue_()

    await visitor.page.route("**/assets/*.js", hold_scripts)
    await visitor.page.route("**/auth/login", hold_answer)
    page = await visitor.look_at("/sign-in")
    look = page.locator("#first-look")
    await look.locator("#sign-in-email").fill(visitor.member.email or "")
    await look.locator("#sign-in-password").fill("not this one")
    await look.locator("#sign-in [type=submit]").click()
    scripts.set()
    await is_live(page)
    answers.set()
    await told(page, "sign-in", "E-mail and password do not match.")
    await expect(page.locator("#sign-in-password")).to_have_value("not this one")
    await expect(page.locator("#sign-in [type=submit]")).to_be_enabled()


async def test_asking_for_a_link_says_the_same_to_everybody(visit: Visit) -> None:
    visitor = await visit(None)
    for path, form in (("/sign-up", "sign-up"), ("/forgot", "forgot")):
        shown = []
        for email in (visitor.member.email or "", "nobody-yet@example.org"):
            await visitor.open(path)
            await fill_in(visitor.page, form, email=email)
            await send(visitor.page, form)
            success = visitor.page.locator(f"#{form} [data-success]")
            await expect(success).to_be_focused()
            shown.append(await success.inner_text())
        assert shown[0] == shown[1]
        assert "Please look into your mail." in shown[0]


async def test_from_an_invitation_to_a_member(visit: Visit) -> None:
    admin = await visit(Role.ADMIN)
    page = await admin.open("/members")
    await fill_in(page, "invite", email="invited@example.org")
    await page.select_option("#invite-role", "MODERATOR")
    await send(page, "invite")
    await expect(page.locator("#invite [data-success]")).to_be_visible()
    await expect(page.get_by_text("invited@example.org")).to_be_visible()
    link = await page.input_value("#invitation-link")
    guest = await visit(None, locale="de-DE", viewport=NARROW)
    guest.expected.append(REFUSED)
    await guest.page.goto(link)
    await is_live(guest.page)
    await fill_in(guest.page, "join", name="Ingo", password="passwort123")
    await send(guest.page, "join")
    await told(
        guest.page,
        "join",
        "Das ist eines der Passwörter, die jeder zuerst probieren würde. Bitte wähle ein anderes.",
        "password",
    )
    await fill_in(guest.page, "join", password="grüner tee um sieben")
    await send(guest.page, "join")
    await guest.page.wait_for_url(f"{guest.site.server.address}/")
    await guest.page.goto(link)
    await is_live(guest.page)
    await expect(guest.page.locator("#link-ended")).to_contain_text(
        "Dieser Link wurde schon benutzt oder ist abgelaufen"
    )
    await expect(guest.page.locator("#join")).to_be_hidden()


@pytest.mark.parametrize("secret", ["", "#used-long-ago"])
@pytest.mark.parametrize(
    ("path", "ways_on"),
    [
        ("/invitation", ["/sign-in", "/sign-up"]),
        ("/welcome", ["/sign-in"]),
        ("/reset", ["/forgot", "/sign-in"]),
    ],
)
async def test_a_link_that_works_no_more_says_so_at_once_and_leads_on(
    visit: Visit, path: str, ways_on: list[str], secret: str
) -> None:
    visitor, scripts = await visit(None), asyncio.Event()

    async def hold(route: Route) -> None:
        await scripts.wait()
        await route.continue_()

    await visitor.page.route("**/assets/*.js", hold)
    page = await visitor.look_at(path + secret)
    for look in ("#first-look", "#app"):
        over = page.locator(f"{look} #link-ended")
        await expect(over.get_by_role("heading")).to_have_text(
            "This link has been used or has expired"
        )
        links = await over.get_by_role("link").all()
        assert [await link.get_attribute("href") for link in links] == ways_on
        await expect(page.locator(f"{look} form[data-api]")).to_be_hidden()
        scripts.set()
        await is_live(page)


async def test_another_link_on_the_same_page_is_asked_about_anew(visit: Visit) -> None:
    admin = await visit(Role.ADMIN)
    page = await admin.open("/members")
    await fill_in(page, "invite", email="late@example.org")
    await send(page, "invite")
    await expect(page.locator("#invite [data-success]")).to_be_visible()
    link = await page.input_value("#invitation-link")
    guest = await visit(None)
    page = await guest.open("/invitation")
    await expect(page.locator("#join")).to_be_hidden()
    await page.goto(link)
    await expect(page.locator("#join")).to_be_visible()
    found = await Axe().run(page)
    assert found.response["violations"] == []


async def test_a_member_needs_no_form_to_sign_in(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open("/sign-in?next=/courses")
    assert page.url.endswith("/courses")
    await page.evaluate(
        "history.pushState({}, '', '/sign-up'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    await page.wait_for_url(f"{visitor.site.server.address}/")


async def test_a_password_can_be_looked_at(visit: Visit) -> None:
    visitor = await at_sign_in(visit)
    field, button = visitor.page.locator("#sign-in-password"), visitor.page.get_by_text("Show")
    await button.click()
    await expect(field).to_have_attribute("type", "text")
    await expect(button).to_have_attribute("aria-pressed", "true")
    await button.click()
    await expect(field).to_have_attribute("type", "password")


async def test_a_profile_shows_at_once(visit: Visit) -> None:
    visitor = await visit()
    visitor.expected.append(REFUSED)
    page = await visitor.open("/account")
    await fill_in(page, "profile-form", name="Greta Garten", bio="I bake.")
    await send(page, "profile-form")
    await expect(page.locator("#profile-form [data-success]")).to_have_text("Saved")
    await expect(page.locator("header .avatar")).to_have_text("GG")
    await expect(page.locator("#profile-name")).to_have_value("Greta Garten")
    out = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "PNG")
    square = {"name": "me.png", "mimeType": "image/png", "buffer": out.getvalue()}
    await page.set_input_files("#picture", square)  # type: ignore[arg-type]  # Playwright's own shape
    await expect(page.locator("main img")).to_have_js_property("naturalWidth", 256)
    broken = {"name": "me.png", "mimeType": "image/png", "buffer": b"no picture"}
    await page.set_input_files("#picture", broken)  # type: ignore[arg-type]  # as above
    await told(
        page,
        "picture-form",
        "This is not a picture we can read. PNG, JPEG, WebP and GIF work.",
        "picture",
    )
    await send(page, "picture-remove")
    await expect(page.locator("main img")).to_have_count(0)


async def test_a_token_is_shown_once(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open("/account")
    await fill_in(page, "token-form", name="nightly")
    await send(page, "token-form")
    await expect(page.get_by_text("nightly")).to_be_visible()
    assert (await page.input_value("#made-token")).startswith("acp_")
    await visitor.open("/account")
    assert await page.input_value("#made-token") == ""
    revoke = page.get_by_role("button", name="Revoke")
    await revoke.click()
    question = page.get_by_role("alertdialog")
    await expect(question).to_have_accessible_name(
        "Revoke “nightly”? Whatever uses it stops working."
    )
    await expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(question).to_be_hidden()
    await expect(revoke).to_be_focused()
    await revoke.click()
    await question.get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("You have none yet.")).to_be_visible()


async def test_another_sign_in_is_ended(visit: Visit) -> None:
    here = await visit()
    there = await visit(None, member=here.member)
    await there.open("/sign-in?next=/account")
    await sign_in(there)
    await there.page.wait_for_url(f"{there.site.server.address}/account")
    await is_live(there.page)
    page = await here.open("/account")
    await page.locator("[id^=session-] [type=submit]").click()
    await expect(page.locator("[id^=session-]")).to_have_count(0)
    assert await there.call("/api/lms/auth/refresh") == 401


async def test_signing_out_everywhere_asks_first(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open("/account")
    everywhere = page.locator("#everywhere [type=submit]")
    question = page.get_by_role("alertdialog")
    await everywhere.click()
    found = await Axe().run(page)
    assert found.response["violations"] == []
    await question.get_by_role("button", name="Cancel").click()
    assert await visitor.call("/api/lms/auth/refresh") == 200
    await everywhere.click()
    await question.get_by_role("button", name="Sign out everywhere").click()
    await page.wait_for_url("**/sign-in")
    assert await visitor.call("/api/lms/auth/refresh") == 401


async def test_an_admin_decides_about_members(visit: Visit) -> None:
    admin, member = await visit(Role.ADMIN), await visit()
    admin.expected.append(REFUSED)
    await member.open("/courses")
    page = await admin.open(f"/members?q={member.member.email}")
    row = page.locator("main li")
    await expect(row).to_have_count(1)
    async with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        await row.get_by_role("combobox").select_option("MODERATOR")
    await admin.open(f"/members?q={member.member.email}")
    await expect(row.get_by_role("combobox")).to_have_value("MODERATOR")
    await row.get_by_role("button", name="Shut out").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Shut out").click()
    await expect(row.get_by_role("button", name="Let in again")).to_be_visible()
    assert await member.call("/api/lms/auth/refresh") == 401


async def test_members_are_not_shown_to_members(visit: Visit) -> None:
    visitor = await visit(Role.MODERATOR)
    visitor.expected.append(REFUSED)
    page = await visitor.open("/members")
    await expect(page.locator("main")).to_contain_text("Only admins may do this.")
    assert "example.org" not in await page.inner_text("main")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", [None, Role.ADMIN])
async def test_axe_finds_nothing_and_nothing_is_too_wide(
    visit: Visit, theme: str, role: Role | None
) -> None:
    visitor = await visit(role, color_scheme=theme, viewport=NARROW, locale="de-DE")
    pages = ["/account", "/members"] if role else []
    for path in pages or ["/sign-in", "/sign-up", "/forgot", "/reset", "/invitation", "/welcome"]:
        page = await visitor.open(path)
        found = await Axe().run(page)
        assert found.response["violations"] == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
