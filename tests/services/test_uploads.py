"""Images in posts: whatever is sent, an image of our own making is kept."""

import json
import os
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select, update
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Invalid, RateLimited
from academy_app.core.settings import settings
from academy_app.models.discussion import Draft, Revision, Upload
from academy_app.models.membership import Member
from academy_app.services import uploads
from tests import factories


@pytest.fixture
async def actor(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    mode, colour = options.pop("mode", "RGB"), options.pop("colour", "teal")
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def film(kind: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def kept(upload: Upload) -> Image.Image:
    return Image.open(storage.located(upload.path))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_an_image_becomes_webp(actor: Actor, kind: str) -> None:
    upload = await uploads.add_image(actor, picture(kind))
    assert upload.path.startswith(f"images/{actor.member_id}/")
    assert (upload.width, upload.height) == (40, 30)
    with kept(upload) as image:
        assert (image.format, image.mode, image.size) == ("WEBP", "RGB", (40, 30))


async def test_it_is_made_smaller_and_turned_upright(actor: Actor) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "<script>where I live</script>"
    upload = await uploads.add_image(
        actor, picture("JPEG", (4_000, 1_000), exif=exif, comment=b"<script>")
    )
    assert (upload.width, upload.height) == (512, 2048)
    assert b"script" not in storage.located(upload.path).read_bytes()
    with kept(upload) as image:
        assert (image.size, dict(image.getexif())) == ((512, 2048), {})


async def test_what_can_be_seen_through_stays_so(actor: Actor) -> None:
    upload = await uploads.add_image(actor, picture(mode="RGBA", colour=(0, 0, 0, 0)))
    with kept(upload) as image:
        assert image.mode == "RGBA"


async def test_the_same_image_is_kept_once(actor: Actor) -> None:
    first = await uploads.add_image(actor, picture())
    assert (await uploads.add_image(actor, picture())).id == first.id
    async with writing() as tx:
        other = await factories.actor(tx)
    assert (await uploads.add_image(other, picture())).path != first.path
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Upload)) == 2


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (b"", "picture.unreadable"),
        (b"<svg onload='x'/>", "picture.unreadable"),
        (picture()[:60], "picture.unreadable"),
        (picture("BMP"), "picture.unreadable"),
        (b"\0" * 10_000_001, "picture.too_large"),
        (picture("PNG", (4_001, 4_000)), "picture.too_many_pixels"),
        (film("GIF"), "picture.animated"),
        (film("WEBP"), "picture.animated"),
        (film("PNG"), "picture.animated"),
    ],
)
async def test_what_is_no_image_for_a_post(actor: Actor, sent: bytes, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        await uploads.add_image(actor, sent)
    assert refused.value.fields["image"].key == key


async def test_images_cannot_be_sent_without_end(actor: Actor, clock: Travel) -> None:
    for _ in range(20):
        await uploads.add_image(actor, picture())
    with pytest.raises(RateLimited):
        await uploads.add_image(actor, picture())


async def test_only_old_images_that_no_text_shows_are_deleted(db: Database, actor: Actor) -> None:
    author = actor.member_id
    kept_by = ("post", "revision", "draft", "bio", "lesson")
    paths = {}
    for place, name in enumerate((*kept_by, "late", "new", "again", "gone")):
        paths[name] = (await uploads.add_image(actor, picture(size=(8, 8 + place)))).path
    shown = {name: f"![an image](/files/{path}#8x8)" for name, path in paths.items()}
    long_ago = now() - timedelta(days=3)
    async with writing() as tx:
        thread = await factories.thread(tx, actor)
        post = await factories.post(tx, thread, actor, body=shown["post"])
        tx.add(Revision(post_id=factories.key(post), body=shown["revision"]))
        tx.add(Draft(member_id=author, key="new", fields=json.dumps({"body": shown["draft"]})))
        (await tx.get_one(Member, author)).bio = shown["bio"]
        (await factories.course(tx)).lessons[0].body = shown["lesson"]
        await tx.execute(update(Upload).where(col(Upload.path) != paths["new"]).values(at=long_ago))
    for path in paths.values():
        os.utime(storage.located(path), (long_ago.timestamp(),) * 2)
    began = now()
    async with reading() as rx:
        unused = await uploads.unused(rx)
    assert set(unused) == {paths["late"], paths["again"], paths["gone"]}
    # Meanwhile one is put into a post, another one uploaded again.
    await uploads.add_image(actor, picture(size=(8, 15)))
    async with writing() as tx:
        await factories.post(tx, thread, actor, body=shown["late"])
    async with writing() as tx:
        dropped = await uploads.drop(tx, unused, began)
    await uploads.delete_files(dropped)
    assert dropped == [paths["gone"]]
    there = {name for name, path in paths.items() if (settings().files_dir / path).is_file()}
    assert there == set(paths) - {"gone"}
