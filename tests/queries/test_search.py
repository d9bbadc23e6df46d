"""What is found, by whom, and what is not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Invalid
from academy_app.core.views.search import Found, Piece
from academy_app.models.discussion import Category, CategoryGrant, Post, Thread, ThreadTag
from academy_app.models.learning import Lesson, Subtitle
from academy_app.models.membership import Group
from academy_app.queries.search import PAGE, Filters, Mode, search, search_page
from academy_app.services import search as index
from tests import factories
from tests.conftest import Statements
from tests.factories import key

EVERYTHING = Filters()
MODES: tuple[Mode, Mode] = ("type", "full")


async def category(tx: Tx, slug: str = "talk", **values: Any) -> Category:
    row = Category(**{"slug": slug, "name": slug.capitalize(), **values})
    tx.add(row)
    await tx.flush()
    return row


async def thread(tx: Tx, of: Category | Lesson, title: str, *said: str, **values: Any) -> Thread:
    """A thread whose opening post and replies say this, indexed as its writer would."""
    place = "category_id" if isinstance(of, Category) else "lesson_id"
    tags = values.pop("tags", ())
    made = Thread(**{"title": title, place: of.id, **values})
    tx.add(made)
    await tx.flush()
    tx.add_all(ThreadTag(thread_id=key(made), tag=tag) for tag in tags)
    for number, words in enumerate(said or ("Nothing more.",)):
        post = Post(
            thread_id=key(made),
            number=number,
            body=words,
            author_id=made.author_id,
            created_at=made.created_at,
        )
        tx.add(post)
        await tx.flush()
        await index.index_post(tx, made, post, words)
    return made


async def found(
    actor: Actor, words: str, filters: Filters = EVERYTHING, mode: Mode = "full"
) -> Found:
    async with reading() as rx:
        return await search(rx, actor, words, filters, mode=mode)


async def titles(
    actor: Actor, words: str, filters: Filters = EVERYTHING, mode: Mode = "full"
) -> list[str]:
    return [text(hit.title) for hit in (await found(actor, words, filters, mode)).hits]


def text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("mode", ["full", "type"])
async def test_words_are_found_without_case_and_accents_and_by_their_beginnings(
    db: Database, mode: Mode
) -> None:
    async with writing() as tx:
        actor, talk = await factories.actor(tx), await category(tx)
        await thread(tx, talk, "Übung für Müller", "Die Straße nach Kraków.")
        await thread(tx, talk, "Other", "Nothing of it, e-mail or either/or config.py.")
    for words in ("ubung", "ÜBUNG", "übu", "mull", "mu", "straße", "krakow", "übung kra"):
        assert await titles(actor, words, mode=mode) == ["Übung für Müller"], words
    for words in ("bung", "übung other", "zz"):
        assert await titles(actor, words, mode=mode) == [], words
    for words in ("mail", "or", "either", "py", "config", "e mail"):
        assert await titles(actor, words, mode=mode) == ["Other"], words


async def test_a_hit_says_what_it_is_where_it_stands_and_where_it_leads(db: Database) -> None:
    async with writing() as tx:
        author = await factories.member(tx, name="Ada")
        actor = factories.as_actor(author)
        tree = await factories.course(tx, lessons=1, slug="bread", title="Bread")
        lesson = tree.lessons[0]
        lesson.slug, lesson.title = "oven", "Oven"
        await factories.video(tx, lesson)
        video = await factories.video(tx, lesson, position=1)
        cues = [(81_500, 83_000, "Now the"), (83_000, 84_000, "sourdough"), (200_000, 201_000, "x")]
        subtitle = Subtitle(video_id=key(video), language="en", cues=cues)
        tx.add(subtitle)
        talk = await category(tx)
        asked = await thread(
            tx, talk, "A question", "Where to?", "Take sourdough.", author_id=author.id
        )
        under = await thread(tx, lesson, "Sourdough here", "Under a lesson.")
        await index.index_lesson(tx, lesson, "All of sourdough.")
        await index.index_subtitle(tx, subtitle, lesson)
    hits = {hit.kind: hit for hit in (await found(actor, "sourdough")).hits}
    assert set(hits) == {"thread", "post", "lesson", "transcript"}
    assert hits["transcript"].href == "/courses/bread/oven?video=2&t=81"
    assert (hits["transcript"].time, text(hits["transcript"].title)) == ("1:21", "Oven")
    assert text(hits["transcript"].words) == "Now the sourdough"
    assert (hits["lesson"].href, hits["lesson"].place) == ("/courses/bread/oven", "Bread")
    assert hits["post"].href.startswith(f"/community/{asked.id}?post=")
    assert (hits["post"].author, hits["post"].place) == ("Ada", "Talk")
    assert text(hits["post"].title) == "A question"
    assert Piece("sourdough", is_hit=True) in hits["post"].words
    assert hits["thread"].href == f"/community/{under.id}"
    assert hits["thread"].place == "Bread › Oven"
    assert hits["thread"].title == [Piece("Sourdough", is_hit=True), Piece(" here")]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("mode", ["full", "type"])
async def test_only_what_one_may_see_is_found(db: Database, role: Role, mode: Mode) -> None:
    async with writing() as tx:
        member = await factories.member(tx, role)
        actor = factories.as_actor(member)
        friends = Group(name="Friends")
        tx.add(friends)
        await tx.flush()
        await thread(tx, await category(tx, "open"), "loaf open")
        await thread(tx, await category(tx, "staff", read_by="staff"), "loaf staff")
        await thread(tx, await category(tx, "high", level=3), "loaf high")
        groups = await category(tx, "group", read_by="listed")
        tx.add(CategoryGrant(category_id=key(groups), action="read", group_id=friends.id))
        await thread(tx, groups, "loaf group")
        public, draft = await factories.course(tx), await factories.course(tx, is_published=False)
        own = await factories.course(tx, member, is_published=False)
        for tree, name in ((public, "public"), (draft, "draft"), (own, "own")):
            await thread(tx, tree.lessons[0], f"loaf {name}")
            tree.lessons[1].title = f"loaf lesson {name}"
            await index.index_lesson(tx, tree.lessons[1], "words")
        gone = await thread(tx, await category(tx, "gone"), "loaf gone", "a", "loaf reply")
        gone.deleted_at = datetime.now(UTC)

    async def all_titles(who: Actor, filters: Filters = EVERYTHING) -> set[str]:
        shown: set[str] = set()
        for kind in ("thread", "lesson", "post"):
            narrowed = Filters(kind=kind, category=filters.category)
            shown |= set(await titles(who, "loaf", narrowed, mode))
        return {title.removeprefix("loaf ") for title in shown}

    everyone = {"open", "public", "lesson public"}
    staff = {"staff", "high"}
    drafts = {"draft", "lesson draft"}
    own_drafts = {"own", "lesson own"}
    wanted = {
        Role.USER: everyone,
        Role.MODERATOR: everyone | staff,
        Role.CONTENT_CREATOR: everyone | staff | own_drafts,
        Role.ADMIN: everyone | staff | drafts | own_drafts | {"group"},
    }[role]
    assert await all_titles(actor) == wanted
    friend = Actor(actor.member_id, role, groups=frozenset({friends.id or 0}), level=3)
    assert await all_titles(friend) == wanted | {"group", "high"}
    if role is Role.USER:
        assert await all_titles(actor, Filters(category="staff")) == set()


async def test_what_is_hidden_takes_no_place_on_a_page(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        await thread(tx, await category(tx, "open"), "loaf seen")
        secret = await category(tx, "secret", read_by="staff")
        for number in range(PAGE + 5):
            await thread(tx, secret, f"loaf loaf {number}")
    for mode in MODES:
        assert await titles(actor, "loaf", mode=mode) == ["loaf seen"]


async def test_filters_narrow(db: Database) -> None:
    async with writing() as tx:
        ada, bob = await factories.member(tx, name="Ada"), await factories.member(tx, name="Bob")
        actor = factories.as_actor(ada)
        tree, other = await factories.course(tx, slug="bread"), await factories.course(tx)
        talk, help_ = await category(tx, "talk"), await category(tx, "help")
        may, june = datetime(2026, 5, 31, 23, 30, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
        await thread(tx, talk, "loaf a", author_id=ada.id, created_at=may)
        b = await thread(tx, help_, "loaf b", "?", "!", author_id=bob.id, created_at=june)
        b.answer_id = 1
        await thread(tx, tree.lessons[0], "loaf c", author_id=bob.id, created_at=june)
        await thread(tx, other.lessons[0], "loaf d", author_id=bob.id, created_at=june)
        tree.lessons[1].title = "loaf e"
        tree.lessons[1].updated_at = june
        await index.index_lesson(tx, tree.lessons[1], "")
    for filters, wanted in (
        (Filters(), "abcde"),
        (Filters(kind="lesson"), "e"),
        (Filters(kind="thread"), "abcd"),
        (Filters(category="talk"), "a"),
        (Filters(category="none"), ""),
        (Filters(course="bread"), "ce"),
        (Filters(author="ADA"), "a"),
        (Filters(author=str(bob.id)), "bcd"),
        (Filters(author="%"), ""),
        (Filters(is_answered=True), "b"),
        (Filters(until=date(2026, 5, 31)), "a"),
        (Filters(since=date(2026, 6, 1)), "bcde"),
        (Filters(since=date(2026, 6, 1), course="bread", author="bob"), "c"),
        (Filters(since=date.min, until=date.max), "abcde"),
    ):
        shown = {title.removeprefix("loaf ") for title in await titles(actor, "loaf", filters)}
        assert shown == set(wanted), filters


async def test_the_best_come_first_or_the_titles_and_then_the_newest(db: Database) -> None:
    async with writing() as tx:
        actor, talk = await factories.actor(tx), await category(tx)
        await thread(tx, talk, "Loaf in the title")
        await thread(tx, talk, "Tagged", tags=("loaf",))
        await thread(tx, talk, "Often", "loaf loaf loaf loaf of it")
        await thread(tx, talk, "Once", "A loaf among " + "many other words " * 20)
    assert await titles(actor, "loaf", mode="type") == [
        "Loaf in the title",
        "Once",
        "Often",
        "Tagged",
    ]
    best = await titles(actor, "loaf")
    assert (best[0], best[-1]) == ("Loaf in the title", "Once")
    assert sorted(best) == ["Loaf in the title", "Often", "Once", "Tagged"]


async def test_there_are_pages_up_to_an_end(db: Database) -> None:
    async with writing() as tx:
        actor, talk = await factories.actor(tx), await category(tx)
        await thread(tx, talk, "Long", *[f"loaf {number}" for number in range(2 * PAGE + 3)])
    shown: list[int] = []
    cursor = ""
    for size in (PAGE, PAGE, 3):
        async with reading() as rx:
            page = await search(rx, actor, "loaf", EVERYTHING, cursor=cursor)
        assert len(page.hits) == size
        shown += [hit.id for hit in page.hits]
        cursor = page.cursor
    assert cursor == ""
    assert len(set(shown)) == 2 * PAGE + 3
    async with reading() as rx:
        for wrong in ("-1", "x", "1000", "٣", "1e1"):
            with pytest.raises(Invalid):
                await search(rx, actor, "loaf", EVERYTHING, cursor=wrong)


async def test_a_slip_in_a_title_s_word_is_put_right(db: Database) -> None:
    async with writing() as tx:
        actor, admin = await factories.actor(tx), await factories.actor(tx, Role.ADMIN)
        await thread(tx, await category(tx), "Sourdough für Anfänger", "Wait a day.")
        await thread(tx, await category(tx, "staff", read_by="staff"), "Conspiracy")
    for typed, meant in (
        ("suordough", "sourdough"),
        ("sourdogh anfanger", "sourdough anfanger"),
        ("anfaenger", "anfanger"),
        ("xyzzy", ""),
        ("conspirasy", ""),
        ("waet", ""),
    ):
        answer = await found(actor, typed)
        assert (answer.hits, answer.suggestion) == ([], meant), typed
    assert (await found(admin, "conspirasy")).suggestion == "conspiracy"
    assert (await found(actor, "sourdough")).suggestion == ""
    assert (await found(actor, "suordough", Filters(kind="lesson"))).suggestion == ""


async def test_few_statements(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        actor, talk = await factories.actor(tx), await category(tx)
        await thread(tx, talk, "Loaf", *["loaf"] * 30)
    async with reading() as rx:
        for mode in MODES:
            with statements() as seen:
                await search(rx, actor, "loaf", EVERYTHING, mode=mode)
            assert len(seen) == 2
        with statements() as seen:
            await search_page(rx, actor, "loaf", EVERYTHING)
        assert len(seen) == 4
        with statements() as seen:
            await search_page(rx, actor, "lofa", EVERYTHING)
        assert len(seen) <= 6
        with statements() as seen:
            await search(rx, actor, " .,;", EVERYTHING)
        assert len(seen) == 0


@given(
    typed=st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["loaf", '"', "*", ":", "NEAR(", ")", "(", "-", "^", "+", "AND", "OR", "NOT",
                 "title:", "{title}", "'", "\\", "&", "|", "!", "<->", ":*", "\x00", "%", "_", ";",
                 "--", "🍞", "\ud800", "ſ", "İ", "²", "ß", "ﬁ", "한국어", "日本", "नमस्ते", "\u0301"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)  # fmt: skip
@example("loaf" * 2500)
@example('"' * 10_000)
@example("a " * 5_000)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_anything_can_be_typed(db: Database, typed: str) -> None:
    admin = Actor(1, Role.ADMIN)
    async with reading() as rx:
        for mode in MODES:
            await search(rx, admin, typed, EVERYTHING, mode=mode)
        await search_page(rx, admin, typed, Filters("post", typed, typed, typed))


async def test_no_sign_is_syntax(db: Database) -> None:
    async with writing() as tx:
        actor, talk = await factories.actor(tx), await category(tx)
        await thread(tx, talk, "Loaf", "NEAR and OR not title loaf ß 日本")
    for typed in (
        '"loaf',
        "loaf*",
        "NEAR(loaf",
        "title:loaf",
        "loaf'--",
        "lo\x00",
        "{loaf}",
        "-loaf",
    ):
        for mode in MODES:
            assert await titles(actor, typed, mode=mode) == ["Loaf"], typed
    for typed in ("", " ", '"', "*", "()", "🍞", "\x00", "\ud800"):
        assert (await found(actor, typed)).hits == []
