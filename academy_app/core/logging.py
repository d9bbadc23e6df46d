"""Where log lines go: standard error, one line each, with the moment in UTC."""

import logging
import sys
import time

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# At INFO these tell of every request to others, or of each migration step.
QUIET = ("aiosqlite", "alembic", "httpcore", "httpx", "asyncio")


def configure(level: int = logging.INFO) -> None:
    """Log from `level` on. Called once by whatever starts a process."""
    formatter = logging.Formatter(FORMAT, datefmt="%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
