"""The index follows what is written, in the writer's own transaction."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.subtitles import Cue, Transcript
from academy_app.jobs.housekeeping import BATCH, index_missing
from academy_app.models.discussion import Category, Post, Thread
from academy_app.models.learning import Subtitle
from academy_app.models.search import SearchEntry
from academy_app.queries.search import Filters, search
from academy_app.services import authoring, discussion
from academy_app.services.authoring import LessonDraft, VideoDraft
from academy_app.services.discussion import ThreadDraft
from academy_app.services.search import index_late_post, vector
from tests import factories
from tests.conftest import Statements
from tests.factories import key


async def talk(tx: Tx, slug: str = "talk", **values: Any) -> int:
    row = Category(slug=slug, name=slug, **values)
    tx.add(row)
    await tx.flush()
    assert row.id is not None
    return row.id


async def found(actor: Actor, words: str) -> list[str]:
    """The kinds of what is found."""
    async with reading() as rx:
        hits = (await search(rx, actor, words, Filters())).hits
    return sorted(hit.kind for hit in hits)


async def entries() -> int:
    async with reading() as rx:
        return await rx.scalar(select(func.count()).select_from(SearchEntry)) or 0


async def started(actor: Actor, title: str, body: str, **place: int) -> Thread:
    made = await discussion.words(body)
    draft = ThreadDraft(title, made, client_id=f"client-{len(title)}", tags=("baking",), **place)  # type: ignore[arg-type]
    async with writing() as tx:
        return await discussion.start_thread(tx, actor, draft)


async def test_what_is_written_edited_deleted_and_brought_back(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx, Role.MODERATOR)
        place = await talk(tx)
    thread = await started(actor, "Sourdough", "It is *sleepy*.", category_id=place)
    said, other = await discussion.words("Feed it **well**."), await discussion.words("Cold.")
    async with writing() as tx:
        reply = await discussion.reply(tx, actor, key(thread), said, client_id="reply-one")
    assert (await found(actor, "sleepy sourdough"), await found(actor, "baking")) == (
        ["thread"],
        ["thread"],
    )
    assert await found(actor, "well") == ["post"]
    async with writing() as tx:
        await discussion.edit_post(tx, actor, key(reply), other)
    assert (await found(actor, "well"), await found(actor, "cold")) == ([], ["post"])
    async with writing() as tx:
        await discussion.delete_post(tx, actor, key(reply))
    assert await found(actor, "cold") == []
    async with writing() as tx:
        await discussion.restore_post(tx, actor, key(reply))
    assert await found(actor, "cold") == ["post"]
    opening = await opening_of(thread)
    async with writing() as tx:
        await discussion.edit_post(tx, actor, opening, other, title="Rye", tags=("grain",))
    for gone in ("sourdough", "sleepy", "baking"):
        assert await found(actor, gone) == [], gone
    for here in ("rye", "grain"):
        assert await found(actor, here) == ["thread"], here
    async with writing() as tx:
        await discussion.delete_post(tx, actor, opening)
    assert (await found(actor, "cold"), await found(actor, "rye")) == ([], [])
    async with writing() as tx:
        await discussion.restore_post(tx, actor, opening)
    assert (await found(actor, "cold"), await found(actor, "rye")) == (
        ["post", "thread"],
        ["thread"],
    )


async def opening_of(thread: Thread) -> int:
    async with reading() as rx:
        found_id = await rx.scalar(
            select(col(Post.id)).where(col(Post.thread_id) == thread.id, col(Post.number) == 0)
        )
    assert found_id is not None
    return found_id


async def test_a_thread_that_moved_is_found_where_it_stands(db: Database) -> None:
    async with writing() as tx:
        moderator = await factories.actor(tx, Role.MODERATOR)
        member = await factories.actor(tx)
        here, there = await talk(tx), await talk(tx, "staff", read_by="staff")
    thread = await started(moderator, "Sourdough", "Sleepy.", category_id=here)
    assert await found(member, "sourdough") == ["thread"]
    async with writing() as tx:
        await discussion.move_thread(tx, moderator, key(thread), category_id=there)
    assert (await found(member, "sourdough"), await found(moderator, "sourdough")) == (
        [],
        ["thread"],
    )


async def test_what_is_rolled_back_is_not_found(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        place = await talk(tx)
    made = await discussion.words("Sleepy.")
    try:
        async with writing() as tx:
            draft = ThreadDraft("Sourdough", made, client_id="client-1", category_id=place)
            await discussion.start_thread(tx, actor, draft)
            raise RuntimeError
    except RuntimeError:
        pass
    assert (await found(actor, "sourdough"), await entries()) == ([], 0)


async def test_a_reply_costs_few_statements(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        place = await talk(tx)
    thread = await started(actor, "Sourdough", "Sleepy.", category_id=place)
    words = await discussion.words("Well.")
    with statements() as seen:
        async with writing() as tx:
            await discussion.reply(tx, actor, key(thread), words, client_id="reply-one")
    assert sum("search_" in statement for statement in seen) == 1


async def test_lessons_and_what_is_said_in_their_videos(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=0)
        module_id = key(tree.modules[0])
    text = await authoring.text("Knead the *dough*.")
    async with writing() as tx:
        lesson = await authoring.create_lesson(tx, author, module_id, LessonDraft("Bread", text))
    assert (await found(author, "bread dough"), await found(author, "rye")) == (["lesson"], [])
    draft = LessonDraft("Rye", await authoring.text("Wait."))
    async with writing() as tx:
        await authoring.update_lesson(tx, author, key(lesson), draft)
    assert (await found(author, "bread"), await found(author, "rye wait")) == ([], ["lesson"])
    words = Transcript((Cue(0, 1000, "hello"), Cue(60_000, 61_000, "crackling crust")), ())
    async with writing() as tx:
        [video] = await authoring.set_videos(
            tx, author, key(lesson), [VideoDraft("https://youtu.be/dQw4w9WgXcQ")]
        )
        await authoring.set_subtitles(tx, author, key(video), "en", words)
    assert await found(author, "crackling") == ["transcript"]
    async with writing() as tx:
        await authoring.set_subtitles(tx, author, key(video), "en", Transcript(words.cues[:1], ()))
    assert (await found(author, "crackling"), await found(author, "hello")) == ([], ["transcript"])
    async with writing() as tx:
        await authoring.set_videos(tx, author, key(lesson), [])
    assert (await found(author, "hello"), await entries()) == ([], 1)


async def test_what_goes_with_its_course_is_not_found(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx, Role.ADMIN)
        tree = await factories.course(tx)
    await started(actor, "Sourdough", "Sleepy.", lesson_id=key(tree.lessons[0]))
    assert await found(actor, "sourdough") == ["thread"]
    async with writing() as tx:
        await tx.delete(await tx.get_one(type(tree.course), tree.id))
    assert (await found(actor, "sourdough"), await entries()) == ([], 0)
    # The row's number is free again; what it held must not be found under it.
    async with writing() as tx:
        place = await talk(tx)
    await started(actor, "Rye bread", "Awake.", category_id=place)
    assert (await found(actor, "sourdough"), await found(actor, "rye")) == ([], ["thread"])


async def test_what_was_there_before_the_search_is_indexed(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        place = await talk(tx)
        tree = await factories.course(tx, lessons=BATCH + 1, slug="a")
        tree.lessons[0].body = "All about **rye**."
        video = await factories.video(tx, tree.lessons[0])
        tx.add(Subtitle(video_id=key(video), language="en", cues=[(0, 9, "crackling")]))
        empty = await factories.video(tx, tree.lessons[0])
        tx.add(Subtitle(video_id=key(empty), language="en", cues=[]))
        thread = Thread(category_id=place, title="Sourdough", highest=1)
        tx.add(thread)
        await tx.flush()
        tx.add(Post(thread_id=key(thread), number=0, body="It is `sleepy`."))
        gone = Post(thread_id=key(thread), number=1, body="Gone", path="000001")
        gone.deleted_at = tree.course.created_at
        tx.add(gone)
    assert await found(actor, "sourdough") == []
    assert await index_missing() == BATCH + 1 + 2 + 1
    assert (await found(actor, "sourdough sleepy"), await found(actor, "gone")) == (["thread"], [])
    assert (await found(actor, "rye"), await found(actor, "crackling")) == (
        ["lesson"],
        ["transcript"],
    )
    assert await index_missing() == 1


async def test_what_changed_meanwhile_is_not_indexed_as_it_was(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        place = await talk(tx)
    thread = await started(actor, "Sourdough", "New words.", category_id=place)
    async with writing() as tx:
        await index_late_post(tx, await opening_of(thread), "Old words.", "Old words.")
        await index_late_post(tx, await opening_of(thread), "New words.", "Never written.")
    assert (await found(actor, "old"), await found(actor, "never"), await found(actor, "new")) == (
        [],
        [],
        ["thread"],
    )


async def test_long_and_strange_texts_are_indexed(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        tree = await factories.course(tx)
    for number, source in enumerate(
        (
            "word " * 60_000,
            "x" * 300_000,
            " ".join(f"w{count}日本" for count in range(40_000)),
            "nul \x00 \x01 \x02 and 🍞 'quotes' \\ \\' : * & | ! <-> \u0301 İ ſ ﬁ ² ①",
        )
    ):
        lesson = tree.lessons[number % 2]
        async with writing() as tx:
            draft = LessonDraft(f"Sourdough {number}", await authoring.text(source))
            admin = Actor(actor.member_id, Role.ADMIN)
            await authoring.update_lesson(tx, admin, key(lesson), draft)
        assert await found(actor, f"sourdough {number}") == ["lesson"]
    assert await found(actor, "quotes") == ["lesson"]


def test_a_vector_is_spelled_as_the_database_reads_it() -> None:
    assert vector((("Übung, übung!", "A"), ("the_end", "D"))) == "'ubung':1A,2A 'the':3D 'end':4D"
    many = vector((("a " * 300, "D"),))
    assert many.count("D") == 255
    assert vector((("it's \\ ''", "D"),)) == "'it':1D 's':2D"
