"""Where things are within the site: the one place that knows the shape of its paths."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode


def course_href(course_slug: str) -> str:
    return f"/courses/{quote(course_slug)}"


def lesson_href(course_slug: str, lesson_slug: str) -> str:
    return f"/courses/{quote(course_slug)}/{quote(lesson_slug)}"


def teach_href(course_slug: str, part: str = "", **params: str) -> str:
    """A page for who teaches the course: `people`, `access`, `stats`."""
    given = urlencode({name: value for name, value in params.items() if value})
    path = f"/teach/{quote(course_slug)}" + (f"/{part}" if part else "")
    return f"{path}?{given}" if given else path


def people_href(course_slug: str) -> str:
    """Who is in the course, and who asks to be."""
    return teach_href(course_slug, "people")


def join_href(token: str) -> str:
    """A link that lets members into a course."""
    return f"/join/{token}"


def lesson_editor_href(course_slug: str, lesson_id: int) -> str:
    """The lesson in the builder of its course."""
    return f"{teach_href(course_slug)}?lesson={lesson_id}"


def media_href(kind: str = "images", query: str = "", after: str = "") -> str:
    """A page of the media library: `images` or `files`."""
    given = {"kind": "" if kind == "images" else kind, "q": query, "after": after}
    asked = urlencode({name: value for name, value in given.items() if value})
    return f"/teach/media?{asked}" if asked else "/teach/media"


def feed_href(category_slug: str = "") -> str:
    """The list of threads, of one category or of all."""
    return f"/community?{urlencode({'category': category_slug})}" if category_slug else "/community"


def thread_href(thread_id: int) -> str:
    return f"/community/{thread_id}"


def post_href(thread_id: int, post_id: int = 0) -> str:
    """A post in its place among the others; without one, the thread."""
    return (
        f"/community/{thread_id}?post={post_id}#post-{post_id}"
        if post_id
        else thread_href(thread_id)
    )


def person_href(member_id: int, after: str = "") -> str:
    """A member's page; `after` is a cursor of their activity."""
    return f"/people/{member_id}" + (f"?{urlencode({'after': after})}" if after else "")


def moment_href(course_slug: str, lesson_slug: str, video: int, seconds: float) -> str:
    """A second of the lesson's video with this number."""
    return f"{lesson_href(course_slug, lesson_slug)}?video={video}&t={int(seconds)}"


def search_href(wish: Mapping[str, str]) -> str:
    """The page of what is found by `wish`, its parameters; those that say nothing are left out."""
    given = urlencode({name: value for name, value in wish.items() if value})
    return f"/search?{given}" if given else "/search"


def members_href(query: str, after: str) -> str:
    """The page of the members' list behind the cursor `after`."""
    return f"/members?{urlencode({'q': query, 'after': after})}"


def notices_href(after: str, *, is_unread_only: bool) -> str:
    """The page of notifications behind the cursor `after`."""
    only = {"unread": 1} if is_unread_only else {}
    return f"/notifications?{urlencode({**only, 'after': after})}"


def bookmarks_href(after: str) -> str:
    """The page of bookmarks behind the cursor `after`."""
    return f"/bookmarks?{urlencode({'after': after})}"


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


def imports_href() -> str:
    return "/imports"


def import_href(run_id: int) -> str:
    """One import: how far it is, and its report."""
    return f"/imports/{run_id}"
