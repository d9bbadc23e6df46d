"""Whether every run of text of a source is in what it became, or in the report."""

import html
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.db import reading
from academy_app.importers.report import Report
from academy_app.models.learning import Attachment, Course, Lesson, Module, Subtitle, Video

_ATTRIBUTE = re.compile(r'\b(?:alt|href)="([^"]*)"')
_TAG = re.compile(r"<[^<>]*>")


def squeezed(text: str) -> str:
    """Without white space, marks of mathematics and what tells nothing but type."""
    return re.sub(r"[\s\u00a0\u200b]+|\\[()\[\]]|\$\$|\[/?mathjax(?:inline)?\]", "", text)


def runs(markup: str) -> list[str]:
    """The runs of text of HTML, between its tags; programs and styles are none."""
    reader = _Runs()
    reader.feed(markup)
    reader.close()
    return [run.strip() for run in reader.found if run.strip()]


def xml_runs(content: bytes, *attributes: str) -> Iterator[str]:
    """The runs of an XML file and of these of its attributes; markup within text counts too."""
    for element in ET.fromstring(content).iter():
        for text in (element.text, element.tail):
            if text and text.strip():
                yield from runs(text)
        yield from (element.attrib[name] for name in attributes if name in element.attrib)


async def missing(expected: Iterable[str], report: Report) -> list[str]:
    """Which of the runs are nowhere."""
    kept = squeezed(await everything()) + squeezed(said_in(report))
    return [run for run in expected if squeezed(run) not in kept]


def said_in(report: Report) -> str:
    return "\n".join(
        f"{entry.file} {value}" for entry in report.entries for value in entry.params.values()
    )


async def everything() -> str:
    """All that people read of all courses."""
    async with reading() as rx:
        parts: list[str] = []
        for course in await rx.scalars(select(Course)):
            parts += [course.title, course.description]
        parts += await rx.scalars(select(col(Module.title)))
        for lesson in await rx.scalars(select(Lesson)):
            parts += [lesson.title, html.unescape(_TAG.sub("", lesson.body_html))]
            parts += map(html.unescape, _ATTRIBUTE.findall(lesson.body_html))
        for video in await rx.scalars(select(Video)):
            parts += [video.title, video.key]
        for subtitle in await rx.scalars(select(Subtitle)):
            parts += [text for _, _, text in subtitle.cues]
        parts += await rx.scalars(select(col(Attachment.name)))
    return "\n".join(parts)


class _Runs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag == "style"
        self.found += [value for name, value in attrs if name == "alt" and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)
