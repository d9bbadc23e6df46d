"""Every decision about categories, threads and posts, with the reason of each refusal."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.i18n import LANGUAGES, texts
from academy_app.policy import decisions as policy
from academy_app.policy.decisions import Access, Decision, Grant, Place, discussion, require

GROUP = 7
USER, HIGH = Actor(1, Role.USER), Actor(1, Role.USER, level=3)
MEMBER = Actor(1, Role.USER, groups=frozenset({GROUP}))
MODERATOR, CREATOR = Actor(1, Role.MODERATOR), Actor(1, Role.CONTENT_CREATOR)
ADMIN = Actor(1, Role.ADMIN)

OPEN, ARCHIVED = Access(), Access(is_archived=True)
STAFF, NEWS = Access(read_by="staff"), Access(post_by="staff")
LEVEL = Access(level=3)
CLUB = Access("listed", grants=frozenset({Grant("read", group_id=GROUP)}))
OF_USERS = Access("listed", grants=frozenset({Grant("read", role="USER")}))
BY_CLUB = Access(post_by="listed", grants=frozenset({Grant("post", group_id=GROUP)}))
NOBODY = Access("listed", "listed")

LESSON, TAUGHT, DRAFT = Place(sees_lesson=True), Place(sees_lesson=True, teaches=True), Place()


@dataclass(frozen=True)
class Words:
    """A thread or a post; by the actor, unless said otherwise."""

    author_id: int | None = 1
    is_locked: bool = False
    deleted_at: datetime | None = None
    number: int = 1
    replies: int = 0


MINE, THEIRS, ORPHAN = Words(), Words(2), Words(None)
GONE, THEIRS_GONE = Words(deleted_at=now()), Words(2, deleted_at=now())
OPENING, ANSWERED = Words(number=0), Words(replies=2)
LOCKED, THEIRS_LOCKED = Words(is_locked=True), Words(2, is_locked=True)

YES, HIDDEN = "", "error.not_found"
Row = tuple[Callable[..., Decision], tuple[Any, ...], str]


def within(access: Access) -> Place:
    return Place(access=access)


CATEGORIES: list[Row] = [
    *[
        (policy.can_read_category, (actor, access), reason)
        for access, answers in (
            # of a learner, one on level 3, one in the group, a moderator, a creator, an admin
            (OPEN, (YES, YES, YES, YES, YES, YES)),
            (ARCHIVED, (YES, YES, YES, YES, YES, YES)),
            (NEWS, (YES, YES, YES, YES, YES, YES)),
            (STAFF, (HIDDEN, HIDDEN, HIDDEN, YES, YES, YES)),
            (LEVEL, ("category.level", YES, "category.level", YES, YES, YES)),
            (CLUB, (HIDDEN, HIDDEN, YES, HIDDEN, HIDDEN, YES)),
            (OF_USERS, (YES, YES, YES, HIDDEN, HIDDEN, YES)),
            (NOBODY, (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, YES)),
        )
        for actor, reason in zip(
            (USER, HIGH, MEMBER, MODERATOR, CREATOR, ADMIN), answers, strict=True
        )
    ],
    (policy.can_list_category, (USER, OPEN), YES),
    (policy.can_list_category, (USER, LEVEL), YES),
    (policy.can_list_category, (USER, STAFF), HIDDEN),
    (policy.can_list_category, (USER, CLUB), HIDDEN),
    (policy.can_list_category, (MEMBER, CLUB), YES),
    (policy.can_list_category, (ADMIN, NOBODY), YES),
    (policy.can_post_in_category, (USER, OPEN), YES),
    (policy.can_post_in_category, (USER, STAFF), HIDDEN),
    (policy.can_post_in_category, (USER, LEVEL), "category.level"),
    (policy.can_post_in_category, (USER, NEWS), "category.not_for_you"),
    (policy.can_post_in_category, (MODERATOR, NEWS), YES),
    (policy.can_post_in_category, (USER, BY_CLUB), "category.not_for_you"),
    (policy.can_post_in_category, (MODERATOR, BY_CLUB), "category.not_for_you"),
    (policy.can_post_in_category, (MEMBER, BY_CLUB), YES),
    (policy.can_post_in_category, (ADMIN, BY_CLUB), YES),
    (policy.can_post_in_category, (ADMIN, ARCHIVED), "category.archived"),
    (policy.can_start_thread, (USER, within(NEWS)), "category.not_for_you"),
    (policy.can_start_thread, (USER, LESSON), YES),
    (policy.can_start_thread, (ADMIN, DRAFT), HIDDEN),
    (policy.can_read_place, (USER, within(STAFF)), HIDDEN),
    (policy.can_read_place, (USER, DRAFT), HIDDEN),
    (policy.can_read_place, (USER, LESSON), YES),
    (policy.can_manage_community, (ADMIN,), YES),
    *[
        (policy.can_manage_community, (actor,), "error.admins_only")
        for actor in (USER, MODERATOR, CREATOR)
    ],
]

THREADS: list[Row] = [
    (policy.can_keep_order, (USER, within(OPEN)), "thread.moderators_only"),
    (policy.can_keep_order, (CREATOR, within(OPEN)), "thread.moderators_only"),
    (policy.can_keep_order, (MODERATOR, within(OPEN)), YES),
    (policy.can_keep_order, (MODERATOR, within(CLUB)), HIDDEN),
    (policy.can_keep_order, (MODERATOR, LESSON), YES),
    (policy.can_keep_order, (MODERATOR, DRAFT), HIDDEN),
    (policy.can_keep_order, (CREATOR, LESSON), "thread.moderators_only"),
    (policy.can_keep_order, (CREATOR, TAUGHT), YES),
    (policy.can_see_thread, (USER, within(OPEN), THEIRS), YES),
    (policy.can_see_thread, (USER, within(OPEN), ORPHAN), YES),
    (policy.can_see_thread, (USER, within(OPEN), GONE), YES),
    (policy.can_see_thread, (USER, within(OPEN), THEIRS_GONE), HIDDEN),
    (policy.can_see_thread, (MODERATOR, within(OPEN), THEIRS_GONE), YES),
    (policy.can_see_thread, (MODERATOR, within(CLUB), THEIRS_GONE), HIDDEN),
    (policy.can_see_thread, (USER, within(STAFF), MINE), HIDDEN),
    (policy.can_see_thread, (USER, DRAFT, MINE), HIDDEN),
    (policy.can_reply, (USER, within(NEWS), THEIRS), YES),
    (policy.can_reply, (USER, within(LEVEL), THEIRS), "category.level"),
    (policy.can_reply, (USER, within(CLUB), THEIRS), HIDDEN),
    (policy.can_reply, (USER, within(OPEN), GONE), "thread.deleted"),
    (policy.can_reply, (MODERATOR, within(OPEN), THEIRS_GONE), "thread.deleted"),
    (policy.can_reply, (ADMIN, within(ARCHIVED), THEIRS), "category.archived"),
    (policy.can_reply, (USER, within(OPEN), LOCKED), "thread.locked"),
    (policy.can_reply, (MODERATOR, within(OPEN), THEIRS_LOCKED), YES),
    (policy.can_reply, (CREATOR, TAUGHT, THEIRS_LOCKED), YES),
    (policy.can_mark_answer, (USER, within(OPEN), MINE), YES),
    (policy.can_mark_answer, (USER, within(OPEN), THEIRS), "thread.asker_only"),
    (policy.can_mark_answer, (MODERATOR, within(OPEN), THEIRS), YES),
    (policy.can_mark_answer, (USER, within(CLUB), MINE), HIDDEN),
]

POSTS: list[Row] = [
    (policy.can_edit_post, (USER, within(OPEN), THEIRS, MINE), YES),
    (policy.can_edit_post, (USER, within(OPEN), THEIRS, THEIRS), "post.not_yours"),
    (policy.can_edit_post, (USER, within(OPEN), THEIRS, ORPHAN), "post.not_yours"),
    (policy.can_edit_post, (MODERATOR, within(OPEN), THEIRS, THEIRS), YES),
    (policy.can_edit_post, (MODERATOR, within(CLUB), THEIRS, MINE), HIDDEN),
    (policy.can_edit_post, (MODERATOR, within(OPEN), THEIRS, GONE), "post.deleted"),
    (policy.can_edit_post, (USER, within(OPEN), THEIRS_LOCKED, MINE), "thread.locked"),
    (policy.can_edit_post, (USER, within(ARCHIVED), THEIRS, MINE), "category.archived"),
    (policy.can_edit_post, (USER, within(OPEN), THEIRS_GONE, MINE), HIDDEN),
    (policy.can_see_former_words, (USER, within(OPEN), MINE), YES),
    (policy.can_see_former_words, (USER, within(OPEN), THEIRS), "post.redacted"),
    (policy.can_see_former_words, (USER, within(OPEN), ORPHAN), "post.redacted"),
    (policy.can_see_former_words, (MODERATOR, within(OPEN), THEIRS), YES),
    (policy.can_see_former_words, (CREATOR, within(OPEN), THEIRS), "post.redacted"),
    (policy.can_see_former_words, (CREATOR, TAUGHT, THEIRS), YES),
    (policy.can_see_former_words, (USER, within(STAFF), MINE), HIDDEN),
    (policy.can_delete_post, (USER, within(OPEN), THEIRS, MINE), YES),
    (policy.can_delete_post, (USER, within(OPEN), MINE, OPENING), YES),
    (policy.can_delete_post, (USER, within(OPEN), ANSWERED, OPENING), "thread.has_replies"),
    (policy.can_delete_post, (MODERATOR, within(OPEN), ANSWERED, OPENING), YES),
    (policy.can_delete_post, (USER, within(OPEN), THEIRS, GONE), YES),
    (policy.can_delete_post, (USER, within(OPEN), THEIRS, THEIRS), "post.not_yours"),
    (policy.can_delete_post, (MODERATOR, within(OPEN), THEIRS, THEIRS), YES),
    (policy.can_delete_post, (MODERATOR, within(STAFF), THEIRS, THEIRS), YES),
    (policy.can_delete_post, (USER, within(STAFF), THEIRS, MINE), HIDDEN),
    (policy.can_endorse, (USER, within(OPEN)), "post.instructors_only"),
    (policy.can_endorse, (MODERATOR, within(OPEN)), "post.instructors_only"),
    (policy.can_endorse, (CREATOR, within(OPEN)), YES),
    (policy.can_endorse, (CREATOR, within(CLUB)), HIDDEN),
    (policy.can_endorse, (CREATOR, LESSON), "post.instructors_only"),
    (policy.can_endorse, (CREATOR, TAUGHT), YES),
    (policy.can_endorse, (ADMIN, LESSON), YES),
    (policy.can_endorse, (ADMIN, DRAFT), HIDDEN),
]

TABLE = [*CATEGORIES, *THREADS, *POSTS]


@pytest.mark.parametrize(
    ("decide", "given", "reason"),
    TABLE,
    ids=[f"{decide.__name__}-{number}" for number, (decide, _, _) in enumerate(TABLE)],
)
def test_a_decision(decide: Callable[..., Decision], given: tuple[Any, ...], reason: str) -> None:
    made = decide(*given)
    assert (bool(made), made.reason) == (reason == YES, reason)
    assert made.is_hidden == (reason == HIDDEN)


def test_every_decision_and_every_reason_is_in_the_table() -> None:
    tree = ast.parse(inspect.getsource(discussion))
    decisions = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert decisions == {decide.__name__ for decide, _, _ in TABLE}
    reasons = {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "no"
        if isinstance(node.args[0], ast.Constant)
    }
    assert reasons == {reason for _, _, reason in TABLE} - {YES, HIDDEN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    reasons = {reason for _, _, reason in TABLE if reason}
    assert reasons <= set(texts(language))


def test_a_refusal_is_told_with_what_its_words_name() -> None:
    with pytest.raises(Forbidden) as refused:
        require(policy.can_read_category(USER, LEVEL))
    assert (refused.value.key, refused.value.params) == ("category.level", {"level": 3})
    with pytest.raises(NotFound):
        require(policy.can_read_category(USER, CLUB))
