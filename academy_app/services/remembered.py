"""Who a credential belongs to, remembered for a few seconds.

Hundreds of progress reports a second must not each ask the database who sends them. What this
process hears revoked or changed is forgotten at once; what another worker did counts after
`REMEMBERED` at the latest.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from academy_app.core import bus
from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.events import Event, MemberChanged, SessionsRevoked

REMEMBERED = timedelta(seconds=5)
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """An actor and the moment until which their credential holds anyway."""

    actor: Actor
    until: datetime


class Remembered:
    """Answers by the hash of the credential; never the credential itself."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Known, datetime]] = {}
        self._bells = 0

    async def actor(
        self, hashed: str, look_up: Callable[[], Awaitable[Known | None]]
    ) -> Actor | None:
        """The actor of a credential, asked of `look_up` when it is not fresh in memory.

        Strangers' guesses are not remembered: they would only push out what is.
        """
        if hashed in self._known and self._is_fresh(*self._known[hashed]):
            return self._known[hashed][0].actor
        bells = self._bells
        found = await look_up()
        if found is None:
            self._known.pop(hashed, None)
            return None
        # A bell that rang meanwhile may be about what was just read.
        if bells == self._bells:
            self._keep(hashed, found)
        return found.actor

    def forget_all(self) -> None:
        self._known.clear()

    async def hear(self, event: Event) -> None:
        """Forget whom the event is about."""
        match event:
            case SessionsRevoked(session_ids):
                ended = frozenset(session_ids)
                self._forget(lambda actor: actor.session_id in ended)
            case MemberChanged(member_id):
                self._forget(lambda actor: actor.member_id == member_id)

    def _is_fresh(self, known: Known, asked: datetime) -> bool:
        return asked <= now() < min(known.until, asked + REMEMBERED)

    def _keep(self, hashed: str, found: Known) -> None:
        if len(self._known) >= MOST:
            for oldest in list(islice(self._known, MOST // 10)):
                del self._known[oldest]
        self._known[hashed] = (found, now())

    def _forget(self, is_meant: Callable[[Actor], bool]) -> None:
        self._bells += 1
        for hashed in [key for key, (known, _) in self._known.items() if is_meant(known.actor)]:
            del self._known[hashed]


actors = Remembered()
bus.listen(actors.hear)
