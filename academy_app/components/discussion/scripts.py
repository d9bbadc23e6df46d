"""What lists and threads need of the browser: news taken in, more fetched, what was read told."""

from pathlib import Path

import reflex as rx

from academy_app.components import live as _live  # noqa: F401  its modules are imported by ours
from academy_app.components.el import Node
from academy_app.components.forms import API
from academy_app.components.scripts import linked

_MODULES = {source.name: linked(source) for source in sorted(Path(__file__).parent.glob("*.js"))}


class FeedKeeper(rx.Component):
    """feed.js: new threads wait behind a pill, further ones are fetched on scrolling."""

    library = _MODULES["feed.js"]
    tag = "FeedKeeper"

    state: rx.Var[str]
    api: rx.Var[str]


class TalkKeeper(rx.Component):
    """lesson.js: threads under a lesson find their place, times of its video lead there."""

    library = _MODULES["lesson.js"]
    tag = "TalkKeeper"

    state: rx.Var[str]


class ThreadKeeper(rx.Component):
    """thread.js: posts find their place, marks are kept, what is seen is read."""

    library = _MODULES["thread.js"]
    tag = "ThreadKeeper"

    state: rx.Var[str]
    api: rx.Var[str]


def feed_keeper(state: str) -> Node:
    """`state` is the full name of the page's state."""
    return FeedKeeper.create(state=state, api=API)


def talk_keeper(state: str) -> Node:
    return TalkKeeper.create(state=state)


def thread_keeper(state: str) -> Node:
    return ThreadKeeper.create(state=state, api=API)
