"""Where things are within the site: the one place that knows the shape of its paths."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode


def course_href(course_slug: str) -> str:
    return f"/courses/{quote(course_slug)}"


def lesson_href(course_slug: str, lesson_slug: str) -> str:
    return f"/courses/{quote(course_slug)}/{quote(lesson_slug)}"


def moment_href(course_slug: str, lesson_slug: str, video: int, seconds: float) -> str:
    """A second of the lesson's video with this number."""
    return f"{lesson_href(course_slug, lesson_slug)}?video={video}&t={int(seconds)}"


def thread_href(thread_id: int, post_id: int | None = None) -> str:
    """A thread, or one of its replies in its place."""
    return f"/community/{thread_id}" + (f"?post={post_id}" if post_id else "")


def search_href(wish: Mapping[str, str]) -> str:
    """The page of what is found by `wish`, its parameters; those that say nothing are left out."""
    given = urlencode({name: value for name, value in wish.items() if value})
    return f"/search?{given}" if given else "/search"


def members_href(query: str, after: str) -> str:
    """The page of the members' list behind the cursor `after`."""
    return f"/members?{urlencode({'q': query, 'after': after})}"


def file_href(path: str) -> str:
    """The address of a stored file; full addresses and site paths stay as they are."""
    if not path or path.startswith("/") or "://" in path:
        return path
    return f"/files/{quote(path)}"
