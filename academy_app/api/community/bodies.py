"""What clients send about threads and posts."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from academy_app.api.bodies import Body, Moment, Short

# Longer than what is kept, so that the service can say by how much.
Words = Annotated[str, StringConstraints(max_length=100_000)]
Tags = Annotated[list[Short], Field(max_length=50)]


class Camel(Body):
    model_config = ConfigDict(alias_generator=to_camel)


class NewPoll(Camel):
    options: Annotated[list[Short], Field(max_length=50)]
    is_multiple: bool = False
    closes_at: Moment | None = None


class NewThread(Camel):
    """In a category or under a lesson; `seconds` is the time in the lesson's video. `clientId`
    makes a repeat harmless. `draftKey` names the draft that this was: it goes with the sending."""

    title: Short
    body: Words
    client_id: Short
    category_id: int | None = None
    lesson_id: int | None = None
    video_id: int | None = None
    seconds: float | None = None
    tags: Tags = Field(default_factory=list)
    poll: NewPoll | None = None
    draft_key: Short = ""


class NewPost(Camel):
    """`parentId` is the reply that is answered; without it, the thread is."""

    body: Words
    client_id: Short
    parent_id: int | None = None
    draft_key: Short = ""


class ChangedPost(Camel):
    """`title` and `tags` only for a thread's opening post. With `editedAt`, as the post had it,
    a change that came meanwhile is told instead of overwritten."""

    body: Words
    title: Short | None = None
    tags: Tags | None = None
    edited_at: Short | None = None
    draft_key: Short = ""


class Answer(Camel):
    post_id: int


class Target(Camel):
    category_id: int


class Votes(Camel):
    option_ids: Annotated[list[int], Field(max_length=50)]


class ReadTo(Camel):
    number: int
