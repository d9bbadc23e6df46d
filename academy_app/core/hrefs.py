"""Where things are within the site: the one place that knows the shape of its paths."""

from urllib.parse import quote, urlencode


def course_href(course_slug: str) -> str:
    return f"/courses/{quote(course_slug)}"


def lesson_href(course_slug: str, lesson_slug: str) -> str:
    return f"/courses/{quote(course_slug)}/{quote(lesson_slug)}"


def members_href(query: str, after: str) -> str:
    """The page of the members' list behind the cursor `after`."""
    return f"/members?{urlencode({'q': query, 'after': after})}"


def category_href(category_slug: str) -> str:
    """The threads of a category."""
    return f"/community?{urlencode({'category': category_slug})}"


def category_form_href(category_id: int) -> str:
    """Where admins change a category."""
    return f"/categories/{category_id}"


def group_href(group_id: int, after: str = "") -> str:
    """A group for admins; `after` is the cursor of a page of its members."""
    return f"/groups/{group_id}" + (f"?{urlencode({'after': after})}" if after else "")


def file_href(path: str) -> str:
    """The address of a stored file; full addresses and site paths stay as they are."""
    if not path or path.startswith("/") or "://" in path:
        return path
    return f"/files/{quote(path)}"
