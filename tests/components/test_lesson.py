"""What a lesson says when there is little in it."""

from dataclasses import dataclass

from academy_app.components import lesson as parts
from academy_app.components.discussion import lesson as talk
from academy_app.components.el import drawing_html


@dataclass(frozen=True)
class Lesson:
    id: int = 1
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Screen:
    lesson: Lesson = Lesson()
    threads: tuple[int, ...] = ()
    has_more: bool = False


def test_an_empty_lesson_says_so() -> None:
    with drawing_html("en", "/"):
        assert "nothing in this lesson yet" in str(parts.no_words(Lesson()))
        assert parts.no_words(Lesson(attachments=("slides.pdf",))) is None


def test_talk_speaks_of_the_video_only_beside_one() -> None:
    with drawing_html("en", "/"):
        assert "moment of the video" in str(talk.talk(Screen(), 7))
        assert "moment of the video" not in str(talk.talk(Screen(), None))
