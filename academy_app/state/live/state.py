"""The vars that live news arrive in.

No handler writes them: the hub emits them to rooms, and the browser keeps what arrives. The
server's own copy stays empty, so nothing is loaded, locked or expired to tell a thousand tabs.
"""

from typing import Any

import reflex as rx


class LiveState(rx.State):
    """What components/live reads; see line.js there for what each holds."""

    # What is new in a channel: a News.
    news: rx.Field[dict[str, Any]] = rx.field(default_factory=dict)
    # The heads of the channels that this page follows, as they were when it began to.
    present: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    # Another number each time that the page must be loaded anew.
    stale: int = 0
    # Who follows a channel now, and who is writing in it: each a Company.
    here: rx.Field[dict[str, Any]] = rx.field(default_factory=dict)
    writing: rx.Field[dict[str, Any]] = rx.field(default_factory=dict)

    @rx.event
    async def typing(self, channel: str) -> None:
        """The member is writing what will stand in a channel that this page follows."""
        from academy_app.state.live import hub

        # A browser sends what it likes.
        if isinstance(channel, str):
            await hub.typed(self.router.session.session_id, channel)
