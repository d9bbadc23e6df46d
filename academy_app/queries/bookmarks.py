"""The posts that a member has kept. Those they may read no longer stay out."""

from sqlalchemy import select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cursors import cursor_of, moment_and_id
from academy_app.core.db import Reading
from academy_app.core.hrefs import bookmarks_href, file_href, thread_href
from academy_app.core.markdown import plain_excerpt
from academy_app.core.views import Person
from academy_app.core.views.notices import BookmarkRow, Bookmarks
from academy_app.models.discussion import Bookmark, Post, Thread
from academy_app.models.membership import Member
from academy_app.policy.visibility import visible_threads
from academy_app.queries.membership import colour, initials
