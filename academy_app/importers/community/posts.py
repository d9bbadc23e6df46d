"""Staged threads and replies made ready to arrive: their Markdown written, rendered, dated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from academy_app.core.clock import now
from academy_app.core.errors import Invalid
from academy_app.core.i18n import translate
from academy_app.core.markdown import render
from academy_app.importers.community.categories import Plan
from academy_app.importers.community.frame import Run
from academy_app.importers.prose import Node, escaped, is_safe, text_of, to_markdown
from academy_app.importers.reading import Staged, moment
from academy_app.services.discussion import (
    ArrivingPoll,
    ArrivingReply,
    ArrivingThread,
    PollDraft,
    Words,
    fitting,
)
from academy_app.services.discussion.drafts import (
    OPTIONS,
    TAG,
    TAGS,
    TITLE,
    cleaned_options,
    cleaned_tags,
)

_NOTHING: Final = Words("", render(""))
# A reply without words that others answer still has its place.
_SILENT: Final = Words("…", render("…"))


@dataclass(frozen=True, slots=True)
class ReadyThread:
    """A thread, and what did not fit into its opening."""

    arriving: ArrivingThread
    rest: Sequence[Words]

    def further(self, thread_id: int) -> Iterator[ArrivingReply]:
        for words in self.rest:
            yield ArrivingReply(thread_id, self.arriving.author_id, words, self.arriving.at)


class Posts:
    def __init__(self, run: Run) -> None:
        self.run = run
        self.report = run.report
        self.begun = now()

    def threads(self, batch: Sequence[Staged], plan: Plan) -> list[ReadyThread]:
        authors = self.run.people.ids([each.content for each in batch])
        return [self._thread(each, plan, authors) for each in batch]

    def replies(self, batch: Sequence[Staged]) -> tuple[list[ArrivingReply], dict[str, int]]:
        """The replies, and at which of them each key is."""
        staging = self.run.staging
        authors = self.run.people.ids([each.content for each in batch])
        threads = staging.ours("thread", {each.above for each in batch})
        parents = staging.ours("reply", {each.parent for each in batch})
        ready: list[ArrivingReply] = []
        places: dict[str, int] = {}
        for each in batch:
            all_words = self._words(each)
            if not all_words:
                self.report.changed("import.reply_empty", each.place)
            for number, words in enumerate(all_words or [_SILENT]):
                if number == 0:
                    places[each.key] = len(ready)
                    parent_id, place = parents.get(each.parent), places.get(each.parent)
                else:
                    parent_id, place = None, places[each.key]
                content = each.content if number == 0 else {}
                ready.append(
                    ArrivingReply(
                        threads[each.above],
                        authors.get(str(each.content.get("author") or "")),
                        words,
                        self._at(each),
                        edited_at=moment(content.get("edited_at")),
                        likes=max(0, int(content.get("likes") or 0)),
                        parent_id=None if place is not None else parent_id,
                        parent_place=place,
                        is_answer=bool(content.get("is_answer")),
                    )
                )
        return ready, places

    def _thread(self, each: Staged, plan: Plan, authors: Mapping[str, int]) -> ReadyThread:
        content = each.content
        poll, poll_words = self._poll(each)
        title, above = self._title(each)
        words = self._words(each, above, poll_words) or [_NOTHING]
        lesson_id = content.get("lesson_id")
        arriving = ArrivingThread(
            None if lesson_id else plan.id_of(str(content.get("label") or "")),
            authors.get(str(content.get("author") or "")),
            title,
            words[0],
            self._at(each),
            edited_at=moment(content.get("edited_at")),
            likes=max(0, int(content.get("likes") or 0)),
            tags=self._tags(each),
            poll=poll,
            is_pinned=bool(content.get("is_pinned")),
            is_locked=bool(content.get("is_locked")),
            lesson_id=lesson_id,
            video_id=content.get("video_id"),
            seconds=content.get("seconds"),
        )
        return ReadyThread(arriving, words[1:])

    def _words(self, each: Staged, above: str = "", below: str = "") -> list[Words]:
        source = self.run.format.scribe(each, self.run.people, self.report)
        parts = [above, source, _extras(each.content.get("extras") or []), below]
        found, reason = fitting("\n\n".join(part for part in parts if part.strip()))
        if reason:
            self.report.changed(reason, each.place)
        return found

    def _title(self, each: Staged) -> tuple[str, str]:
        """The title, and what of it must stand in the text."""
        typed = " ".join(str(each.content.get("title") or "").split())
        title = "".join(sign for sign in typed if sign.isprintable())
        if not title:
            words = text_of([Node("text", text=str(each.content.get("text") or ""))])[:80]
            otherwise = translate(self.run.options.language, "import.untitled")
            self.report.changed("import.title_missing", each.place)
            return "".join(s for s in words if s.isprintable()).strip() or otherwise, ""
        if len(title) <= TITLE:
            return title, ""
        self.report.changed("import.title_cut", each.place, title=title)
        return title[: TITLE - 1].rstrip() + "…", escaped(title)

    def _at(self, each: Staged) -> datetime:
        found = moment(each.at)
        if found is None:
            self.report.changed("import.date_missing", each.place)
        return found or self.begun

    def _tags(self, each: Staged) -> list[str]:
        tags: list[str] = []
        for tag in each.content.get("tags") or []:
            try:
                (cleaned,) = cleaned_tags([str(tag)[: TAG * 4]])
            except Invalid:
                cleaned = ""
            if cleaned and len(tags) < TAGS:
                tags.append(cleaned)
            else:
                self.report.lost("import.tag_dropped", each.place, tag=str(tag))
        return list(dict.fromkeys(tags))

    def _poll(self, each: Staged) -> tuple[ArrivingPoll | None, str]:
        """The poll; or, where none can be made of it here, its options as a list."""
        poll = each.content.get("poll")
        if not isinstance(poll, dict):
            return None, ""
        options = [
            (" ".join(str(one.get("text") or "").split()), max(0, int(one.get("votes") or 0)))
            for one in poll.get("options") or []
        ]
        try:
            texts = cleaned_options(PollDraft([text for text, _ in options]))
        except Invalid:
            self.report.changed("import.poll_as_text", each.place, min=OPTIONS[0], max=OPTIONS[1])
            lines = [f"{text} ({votes})" if votes else text for text, votes in options if text]
            return None, to_markdown([_list(lines)]) if lines else ""
        votes = [count for _, count in options]
        closes_at = moment(poll.get("closes_at"))
        if any(votes) and (closes_at is None or closes_at > self.begun):
            # Who has voted is not known, and would vote again.
            self.report.changed("import.poll_closed", each.place)
            closes_at = self.begun
        return ArrivingPoll(
            list(zip(texts, votes, strict=True)),
            bool(poll.get("is_multiple")),
            closes_at,
            max(int(poll.get("voters") or 0), *votes),
        ), ""


def _list(lines: Sequence[str]) -> Node:
    return Node("bullets", [Node("item", [Node("text", text=line)]) for line in lines])


def _extras(extras: Sequence[Mapping[str, Any]]) -> str:
    """What was attached, below the text."""
    shown = []
    for each in extras:
        name, address = str(each.get("name") or ""), str(each.get("address") or "")
        words = Node("text", text=name or address)
        if not is_safe(address):
            shown.append(Node("paragraph", [words]))
        elif each.get("is_image"):
            shown.append(Node("paragraph", [Node("image", text=name, address=address)]))
        else:
            shown.append(Node("paragraph", [Node("link", [words], address=address)]))
    return to_markdown(shown)
