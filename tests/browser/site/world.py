"""What the tested site holds: one course of everything, a long one, another's draft."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from academy_app.core import storage
from academy_app.core.actor import Role
from academy_app.core.db import Tx
from academy_app.core.markdown import render
from academy_app.core.opaque import digest
from academy_app.models.discussion import CategoryGrant
from academy_app.models.learning import Attachment, CourseTag, Lesson, Module, Subtitle, Video
from academy_app.models.membership import Member
from academy_app.models.watching import CourseInvitation, Enrolment, EnrolmentRequest, Replay
from tests import accounts, factories
from tests.browser.conftest import film
from tests.browser.site.talk import fill_talk

FILM_SECONDS = 8
LONG = 60
WORDS = ["First we weigh the flour", "Then the water comes in", "At last it rests"]

_PARAGRAPH = (
    "Flour, water, salt and time are all that a loaf needs. Knead it until it is smooth, let it "
    "rest under a cloth, and fold it once an hour. "
)
_TEXT = f"""
# What you need

{_PARAGRAPH}

- 500 g of flour
- 350 g of water

| Step | Minutes |
|---|---|
| Mix | 10 |
| Rest | 60 |

> [!TIP]
> Cold water slows it down.

```python
def loaf(flour: float) -> float:
    return flour * 0.7
```

# What to do

{(_PARAGRAPH + chr(10) + chr(10)) * 12}

[Back to the first lesson](/courses/bread/flour)
"""


@dataclass(frozen=True)
class World:
    """Members that tests only look through; who changes something is made for the test."""

    author: int
    other_author: int
    video: int


async def fill(tx: Tx) -> World:
    author = await accounts.account(tx, Role.CONTENT_CREATOR, name="Ada Baker")
    other = await accounts.account(tx, Role.CONTENT_CREATOR, name="Otto Other")
    await accounts.account(tx, Role.ADMIN, name="Anna Admin", email="admin@example.org")
    video = await _bread(tx, author)
    await _long(tx, author)
    await factories.course(
        tx, author, slug="tea", title="Tea", description="Leaves and water.", position=3
    )
    secret = await factories.course(
        tx, other, slug="secret", title="Secret plans", is_published=False
    )
    secret.lessons[0].slug = "plot"
    await factories.course(
        tx, author, slug="empty", title="Empty", lessons=0, is_published=False, position=4
    )
    await _club(tx, author, video)
    await _places(tx, author)
    await fill_talk(tx, author)
    return World(factories.key(author), factories.key(other), video)


async def _club(tx: Tx, author: Member, video: int) -> None:
    """A hidden course on request with one who asks and a link, and what was played elsewhere."""
    club = await factories.course(
        tx,
        author,
        slug="club",
        title="The club",
        enrol_by="request",
        is_hidden=True,
        position=5,
    )
    asking = await factories.member(tx, name="Asta Asking")
    for course in (club.id, await _course_of(tx, video)):
        tx.add(EnrolmentRequest(course_id=course, member_id=factories.key(asking), words="Please!"))
    tx.add(CourseInvitation(course_id=club.id, token_hash=digest("let-me-in"), label="Market"))
    tx.add_all(Replay(video_id=video, bucket=n, ms=10_000 * (n + 1)) for n in range(3))


async def _course_of(tx: Tx, video: int) -> int:
    found = await tx.get_one(Video, video)
    return (await tx.get_one(Lesson, found.lesson_id)).course_id


async def _places(tx: Tx, author: Member) -> None:
    """Categories, one of them for a group."""
    group = await factories.group(tx, author, name="Bakers")
    await factories.category(
        tx, slug="ovens", name="Ovens", description="Hot things.", colour=1, icon="star", level=2
    )
    club = await factories.category(
        tx, slug="club", name="Bakers' club", read_by="listed", position=1, colour=5
    )
    tx.add(
        CategoryGrant(category_id=factories.key(club), action="read", group_id=factories.key(group))
    )


async def _bread(tx: Tx, author: Member) -> int:
    tree = await factories.course(
        tx,
        author,
        slug="bread",
        title="Bread",
        description="From flour to loaf.",
        modules=2,
        lessons=0,
        position=1,
    )
    tx.add_all(CourseTag(course_id=tree.id, tag=tag) for tag in ("baking", "food & drink"))
    start, more = tree.modules
    await _written(tx, start, "flour", "Flour", "A short text about flour.", 0)
    await _written(tx, start, "dough", "Dough", _TEXT, 1)
    watched = await factories.lesson(
        tx, start, slug="oven", title="Oven", position=2, body="", body_html="", kind="video"
    )
    await _written(tx, more, "formula", "Formula", "The share is $x = \\frac{a}{b}$ of it.", 0)
    await _written(tx, more, "crust", "Crust", "A last word.", 1)
    taker = await factories.member(tx, name="Carl Companion")
    tx.add(Enrolment(member_id=factories.key(taker), course_id=tree.id))
    return await _filmed(tx, watched)


async def _written(
    tx: Tx, module: Module, slug: str, title: str, words: str, position: int
) -> Lesson:
    made = render(words)
    return await factories.lesson(
        tx,
        module,
        slug=slug,
        title=title,
        body=words,
        body_html=made.html,
        has_math=made.has_math,
        position=position,
        minutes=0,
    )


async def _filmed(tx: Tx, lesson: Lesson) -> int:
    """A film of FILM_SECONDS with its words, and a file to take along."""
    with tempfile.TemporaryDirectory() as folder:
        made = film(Path(folder) / "film.webm", FILM_SECONDS)
        stored = await storage.save(made, made.name, "videos")
    leaflet = await storage.save(b"Bake at 230 degrees.", "leaflet.txt")
    video = await factories.video(
        tx, lesson, key=stored.path, duration=float(FILM_SECONDS), title="The oven"
    )
    cues = [(start * 1500, start * 1500 + 1400, line) for start, line in enumerate(WORDS)]
    tx.add(Subtitle(video_id=_id(video), language="en", label="English", cues=cues))
    tx.add(
        Attachment(
            lesson_id=factories.key(lesson),
            name="Leaflet.txt",
            path=leaflet.path,
            media_type="text/plain",
            size=leaflet.size,
        )
    )
    await tx.flush()
    return _id(video)


def _id(video: Video) -> int:
    return factories.key(video)


async def _long(tx: Tx, author: Member) -> None:
    tree = await factories.course(
        tx, author, slug="long", title="A long way", modules=1, lessons=0, position=2
    )
    for number in range(LONG):
        await factories.lesson(
            tx,
            tree.modules[0],
            slug=f"step-{number + 1}",
            title=f"Step {number + 1}",
            position=number,
            body_html=f"<p>{_PARAGRAPH}</p>" * 8,
        )
