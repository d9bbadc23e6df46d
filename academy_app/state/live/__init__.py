"""Open pages, alive: who is at the other end of each socket, what it follows, what it is told.

`rooms` knows sockets and channels, `hub` turns bells into deltas, `presence` says who is here and
who is writing, `sending` reaches many sockets at once, `state` holds the vars they arrive in.
"""

from academy_app.state.live import rooms
from academy_app.state.live.hub import enter, follow, is_following, leave, running, typed
from academy_app.state.live.rooms import forget_gone
from academy_app.state.live.state import LiveState

__all__ = [
    "LiveState",
    "enter",
    "follow",
    "forget_gone",
    "is_following",
    "leave",
    "rooms",
    "running",
    "typed",
]
