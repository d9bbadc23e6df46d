"""Where things are within the site: the one place that knows the shape of its paths."""

from urllib.parse import quote


def course_href(course_slug: str) -> str:
    return f"/courses/{quote(course_slug)}"


def lesson_href(course_slug: str, lesson_slug: str) -> str:
    return f"/courses/{quote(course_slug)}/{quote(lesson_slug)}"


def file_href(path: str) -> str:
    """The address of a stored file; full addresses and site paths stay as they are."""
    if not path or path.startswith("/") or "://" in path:
        return path
    return f"/files/{quote(path)}"
