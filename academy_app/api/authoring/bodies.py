"""What clients send about courses."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from academy_app.api.bodies import Long, Short
from academy_app.api.community.bodies import Camel
from academy_app.core.clock import now
from academy_app.core.errors import Invalid
from academy_app.core.moments import aware
from academy_app.services.authoring import Publishing, VideoDraft

# Longer than what is kept, so that the service can say by how much.
Words = Annotated[str, StringConstraints(max_length=2_000_000)]
Address = Annotated[str, StringConstraints(max_length=4_000)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=2_000)]
Moment = Annotated[datetime, Field(strict=False), AfterValidator(aware)]
Seconds = Annotated[float, Field(gt=0, lt=1_000_000)]


class Title(Camel):
    title: Short


class CourseChanges(Camel):
    """What is left out stays. `thumbnail` is a stored picture or an address of the web."""

    title: Short | None = None
    description: Long | None = None
    thumbnail: Address | None = None
    tags: Annotated[list[Short], Field(max_length=50)] | None = None


class State(Camel):
    """`publishAt` goes with "scheduled", and lies ahead."""

    state: Literal["draft", "scheduled", "published"]
    publish_at: Moment | None = None

    def publishing(self) -> Publishing:
        """Raises Invalid naming `publishAt`."""
        if self.state != "scheduled":
            return Publishing(self.state == "published")
        if self.publish_at is None or self.publish_at <= now():
            raise Invalid({"publishAt": "authoring.publish_at_past"})
        return Publishing(True, self.publish_at)


class LessonIds(Camel):
    ids: Ids


class LessonStates(State):
    ids: Ids


class LessonMove(LessonIds):
    """Behind the lesson `afterId` of the module, or first."""

    module_id: Id
    after_id: Id | None = None


class ModuleMove(Camel):
    """Behind the course's module `afterId`, or first."""

    course_id: Id
    after_id: Id | None = None


class Pasted(Camel):
    text: Annotated[str, StringConstraints(max_length=100_000)]


class VideoBody(Camel):
    """`length` is what the provider says, in seconds."""

    address: Address
    title: Short = ""
    poster: Address = ""
    length: Seconds | None = None

    def draft(self) -> VideoDraft:
        return VideoDraft(self.address, self.title, poster=self.poster, length=self.length)


class LessonSave(Camel):
    """What is left out stays. `baseVersion` is the one that was written upon; `minutes` -1 lets
    them follow from words and videos again."""

    base_version: Annotated[int, Field(ge=1, le=2**31 - 2)]
    title: Short | None = None
    body: Words | None = None
    minutes: Annotated[int, Field(ge=-1)] | None = None
    videos: Annotated[list[VideoBody], Field(max_length=100)] | None = None
    is_news: bool = False


class Restore(Camel):
    base_version: Annotated[int, Field(ge=1, le=2**31 - 2)]


class Source(Camel):
    body: Words


class Addresses(Camel):
    addresses: Annotated[list[Address], Field(max_length=100)]
