"""The database's shape: brought up to date at start, and back for tests.

Alembic runs an event loop of its own, so these are for a thread that has none; from async
code use `asyncio.to_thread`.
"""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).resolve().parents[2]


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (with its async driver) up to `revision`."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take the database back to `revision`. What the later tables held is gone."""
    command.downgrade(_config(url), revision)


def head() -> str:
    """The newest revision that this version of the code knows."""
    return ScriptDirectory.from_config(_config("")).get_current_head() or ""


def _config(url: str) -> Config:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config
