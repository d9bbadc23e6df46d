"""Profiles, pictures and roles: one's own, and what admins decide."""

import asyncio
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from academy_app.core import bus
from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS, of_member
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from academy_app.core.events import Event, MemberChanged, Rang, SessionsRevoked
from academy_app.core.settings import settings
from academy_app.core.views import Me
from academy_app.models.membership import Member
from academy_app.queries import membership as queries
from academy_app.services import membership, sessions
from tests import factories
from tests.conftest import Statements


@pytest.fixture
async def actor(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, name="Anna")


@pytest.fixture
async def admin(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.admin(tx, name="Zoe")


async def shown_to(actor: Actor) -> Me:
    async with reading() as rx:
        return await queries.me(rx, actor)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (600, 300), colour: str = "blue", **options: Any
) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def stored(path: str) -> Path:
    return settings().files_dir / path


async def test_a_profile_is_written_in_part(actor: Actor) -> None:
    async with writing() as tx:
        await membership.update_profile(tx, actor, name=" Anna\u202e  Meier", bio="one\r\ntwo\0")
    async with writing() as tx:
        await membership.update_profile(tx, actor, name="Berta")
    me = await shown_to(actor)
    assert (me.name, me.bio, me.initials) == ("Berta", "one\ntwo", "B")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 81}, "name"), ({"bio": "x" * 2001}, "bio")],
)
async def test_a_profile_has_bounds(actor: Actor, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await membership.update_profile(tx, actor, **given)
    assert list(refused.value.fields) == [field]
    assert (await shown_to(actor)).name == "Anna"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_a_picture_becomes_a_small_square(actor: Actor, kind: str) -> None:
    path = await membership.change_picture(actor, picture(kind))
    with Image.open(stored(path)) as image:
        assert (image.format, image.size) == ("WEBP", (256, 256))
    assert (await shown_to(actor)).picture == f"/files/{path}"


async def test_a_picture_tells_nothing_but_pixels(actor: Actor) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    path = await membership.change_picture(actor, picture("JPEG", exif=exif, comment=b"<script>"))
    content = stored(path).read_bytes()
    assert b"taken at home" not in content
    assert b"<script>" not in content


async def test_a_picture_is_turned_upright(actor: Actor) -> None:
    out, exif = BytesIO(), Image.Exif()
    lying = Image.new("RGB", (400, 400), "white")
    lying.paste("black", (0, 0, 400, 200))
    exif[0x0112] = 6
    lying.save(out, "JPEG", exif=exif)
    path = await membership.change_picture(actor, out.getvalue())
    with Image.open(stored(path)) as image:
        shades = image.convert("L").tobytes()
    left, right = shades[128 * 256 + 40], shades[128 * 256 + 216]
    assert left > 200
    assert right < 50


def bomb() -> bytes:
    """A few bytes that would unpack to four thousand million pixels."""
    return picture("GIF", (1, 1)).replace(b"GIF87a\x01\x00\x01\x00", b"GIF87a\xff\xff\xff\xff")


@pytest.mark.parametrize(
    ("uploaded", "key"),
    [
        (b"", "picture.unreadable"),
        (b"<svg onload='x'/>", "picture.unreadable"),
        (picture()[:200], "picture.unreadable"),
        (picture("BMP"), "picture.unreadable"),
        (picture("TIFF"), "picture.unreadable"),
        (b"\0" * 5_000_001, "picture.too_large"),
        (picture("PNG", (4_000, 4_001)), "picture.too_many_pixels"),
        (picture("JPEG", (4_000, 4_001), progressive=True), "picture.too_many_pixels"),
        (bomb(), "picture.too_many_pixels"),
    ],
    ids=["nothing", "svg", "half", "bmp", "tiff", "bytes", "pixels", "layers", "bomb"],
)
async def test_what_is_no_picture(actor: Actor, uploaded: bytes, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        await membership.change_picture(actor, uploaded)
    assert refused.value.fields["picture"].key == key
    assert (await shown_to(actor)).picture == ""


async def test_a_large_photograph_is_taken(actor: Actor) -> None:
    path = await membership.change_picture(actor, picture("JPEG", (6_000, 4_000), colour="red"))
    with Image.open(stored(path)) as image:
        assert image.size == (256, 256)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
async def test_a_picture_of_any_kind_of_colour_is_reduced(actor: Actor, mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (1_700, 1_300), 1 if mode == "1" else None).save(out, "PNG")
    path = await membership.change_picture(actor, out.getvalue())
    with Image.open(stored(path)) as image:
        assert image.size == (256, 256)


async def test_pictures_are_unpacked_one_at_a_time(db: Database) -> None:
    async with writing() as tx:
        actors = [await factories.actor(tx) for _ in range(4)]
    sent = picture("PNG", (4_000, 3_000))
    changes = asyncio.gather(*(membership.change_picture(each, sent) for each in actors))
    seen = set()
    while not changes.done():
        seen.add(threads_in("images.py"))
        await asyncio.sleep(0.001)
    await changes
    assert max(seen) == 1


def threads_in(module: str) -> int:
    """How many threads but this one are working in a module right now."""
    here = threading.get_ident()
    return sum(
        any(frame.f_code.co_filename.endswith(module) for frame, _ in traceback.walk_stack(top))
        for thread, top in sys._current_frames().items()
        if thread != here
    )


async def test_a_former_picture_is_deleted(actor: Actor) -> None:
    first = await membership.change_picture(actor, picture())
    assert await membership.change_picture(actor, picture()) == first
    assert stored(first).exists()
    second = await membership.change_picture(actor, picture(size=(9, 9), colour="red"))
    assert not stored(first).exists()
    await membership.remove_picture(actor)
    assert not stored(second).exists()
    assert (await shown_to(actor)).picture == ""


async def test_a_picture_from_elsewhere_deletes_no_file(actor: Actor) -> None:
    kept = settings().files_dir / "lesson.pdf"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"kept")
    async with writing() as tx:
        (await tx.get_one(Member, actor.member_id)).picture = "lesson.pdf"
    await membership.remove_picture(actor)
    assert kept.exists()


async def test_pictures_cannot_be_sent_without_end(actor: Actor) -> None:
    for _ in range(10):
        await membership.change_picture(actor, picture(size=(8, 8)))
    with pytest.raises(RateLimited):
        await membership.change_picture(actor, picture(size=(8, 8)))


async def test_a_role_is_given_and_rung(actor: Actor, admin: Actor) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    stop = bus.listen(hear)
    async with writing() as tx:
        await membership.set_role(tx, admin, actor.member_id, "MODERATOR")
    stop()
    # Who they are comes before what there is to see.
    own = of_member(actor.member_id)
    assert heard == [MemberChanged(actor.member_id), Rang(((ACCESS, 1), (own, 2)))]
    assert (await shown_to(actor)).role == "MODERATOR"


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_only_admins_decide_about_members(db: Database, admin: Actor, role: Role) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx, role)
    with pytest.raises(Forbidden):
        async with writing() as tx:
            await membership.set_role(tx, actor, actor.member_id, "ADMIN")
    with pytest.raises(Forbidden):
        async with writing() as tx:
            await membership.set_active(tx, actor, admin.member_id, is_active=False)
    with pytest.raises(Forbidden):
        async with reading() as rx:
            await queries.members(rx, actor)


async def test_a_role_must_exist_and_so_must_the_member(admin: Actor, actor: Actor) -> None:
    with pytest.raises(Invalid):
        async with writing() as tx:
            await membership.set_role(tx, admin, actor.member_id, "admin")
    with pytest.raises(NotFound):
        async with writing() as tx:
            await membership.set_role(tx, admin, 999_999, "USER")


async def test_the_last_admin_stays(admin: Actor, actor: Actor) -> None:
    async with writing() as tx:
        await factories.admin(tx, is_active=False)
    with pytest.raises(Conflict):
        async with writing() as tx:
            await membership.set_role(tx, admin, admin.member_id, "USER")
    with pytest.raises(Conflict):
        async with writing() as tx:
            await membership.set_active(tx, admin, admin.member_id, is_active=False)


async def test_a_token_changes_no_members(actor: Actor, admin: Actor) -> None:
    by_token = replace(admin, session_id=None)
    changes: list[Callable[[Tx], Awaitable[object]]] = [
        lambda tx: membership.set_role(tx, by_token, actor.member_id, "ADMIN"),
        lambda tx: membership.set_active(tx, by_token, actor.member_id, is_active=False),
        lambda tx: membership.invite(tx, by_token, "eve@example.org", "ADMIN", "en"),
        lambda tx: membership.withdraw_invitation(tx, by_token, 1),
    ]
    for change in changes:
        with pytest.raises(Forbidden, match=r"account\.needs_session"):
            async with writing() as tx:
                await change(tx)


async def test_two_admins_cannot_demote_each_other_at_once(admin: Actor) -> None:
    async with writing() as tx:
        other = await factories.admin(tx)

    async def demote(by: Actor, whom: Actor) -> None:
        async with writing() as tx:
            await membership.set_role(tx, by, whom.member_id, "USER")

    outcomes = await asyncio.gather(
        demote(admin, other), demote(other, admin), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    async with reading() as rx:
        admins = await rx.scalars(select(Member).where(col(Member.role) == "ADMIN"))
        assert len(admins.all()) == 1


async def test_shutting_out_ends_what_is_open_and_can_be_undone(admin: Actor, actor: Actor) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    async with writing() as tx:
        member = await tx.get_one(Member, actor.member_id)
        opened = await sessions.open_session(tx, member)
    stop = bus.listen(hear)
    async with writing() as tx:
        await membership.set_active(tx, admin, actor.member_id, is_active=False)
    stop()
    assert heard[0] == SessionsRevoked((opened.actor.session_id or 0,))
    assert await sessions.actor_of(opened.token) is None
    async with writing() as tx:
        await membership.set_active(tx, admin, actor.member_id, is_active=True)
    assert await sessions.actor_of(opened.token) is None


async def test_members_are_listed_in_pages_and_found(admin: Actor, statements: Statements) -> None:
    async with writing() as tx:
        for number in range(120):
            await factories.actor(tx, name=f"Member {number % 40:03}")
        await factories.actor(tx, name="Übung 100%_", email="sole@example.org")
    names, after, pages = [], "", 0
    async with reading() as rx:
        while pages == 0 or after:
            with statements() as seen:
                page = await queries.members(rx, admin, after=after)
            assert len(seen) <= 2
            names += [(row.name.lower(), row.id) for row in page.rows]
            after, pages = page.next, pages + 1
        assert pages == 3
        assert len(set(names)) == len(names) == 122
        for query in ("übung", "100%_", "sole@"):
            [found] = (await queries.members(rx, admin, query)).rows
            assert found.email == "sole@example.org"
        with pytest.raises(Invalid):
            await queries.members(rx, admin, after="1 or 1=1")


async def test_a_member_without_an_address_is_listed_as_a_placeholder(admin: Actor) -> None:
    async with writing() as tx:
        await factories.member(tx, email=None, name="Academy")
    async with reading() as rx:
        rows = (await queries.members(rx, admin)).rows
    assert [(row.name, row.is_placeholder) for row in rows] == [("Academy", True), ("Zoe", False)]


async def test_who_am_i_takes_one_look(actor: Actor, statements: Statements) -> None:
    with statements() as seen:
        await shown_to(actor)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna Maria Meier", "AM"),
        ("anna", "A"),
        ("Ägidius Öz", "ÄÖ"),
        ("\U0001f600", "?"),
        ("Jean-Luc", "JL"),
        ("\u674e\u5c0f\u9f99", "\u674e"),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert queries.initials(name) == shown


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        ("curl/8.5.0", "curl"),
        ("<b>", ""),
    ],
)
def test_browsers_by_name(user_agent: str, shown: str) -> None:
    assert queries.browser(user_agent) == shown
