"""Where log lines go: standard error, one line each, with the moment in UTC. And what never
stands in them, whoever writes them: what a browser or a script shows to be let in."""

import logging
import re
import sys
import time
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# At INFO these tell of every request to others, or of each migration step.
QUIET = ("aiosqlite", "alembic", "httpcore", "httpx", "asyncio")

_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_SECRETS = re.compile(
    # What Reflex knows of a tab, all its headers among it. One line: it is a repr.
    r"(?P<data>router_data['\"]?\s*[=:]).*"
    rf"|(?P<header>\b(?:cookie|authorization)['\"]?\s*[=:,]\s*)b?(?:{_QUOTED})"
    r"|(?P<cookie>academy_(?:session|device)=)[^;,\s'\"\\]+"
    r"|(?P<bearer>\bbearer\s+)[\w.~+/=-]+",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    return _SECRETS.sub(lambda found: f"{found[found.lastgroup or 0]}…", text)


class _Discreet(logging.LogRecord):
    """Made for every logger and before any handler, also those of servers and frameworks."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        message = self._message()
        if (discreet := without_secrets(message)) != message:
            self.msg, self.args = discreet, ()
        if self.exc_info and self.exc_info[1] is not None:
            told = logging.Formatter().formatException(self.exc_info)
            if (discreet := without_secrets(told)) != told:
                self.exc_info, self.exc_text = None, discreet

    def _message(self) -> str:
        try:
            return self.getMessage()
        except Exception:  # noqa: BLE001  a line that cannot be formatted is told with its parts
            return f"{self.msg} {self.args}"


def keep_secrets() -> None:
    """From here on no log line of this process holds a secret. Harmless to repeat."""
    logging.setLogRecordFactory(_Discreet)


def configure(level: int = logging.INFO) -> None:
    """Log from `level` on. Called once by whatever starts a process."""
    keep_secrets()
    formatter = logging.Formatter(FORMAT, datefmt="%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
