"""What stands in the log, and what never does."""

import io
import logging
from collections.abc import Iterator

import pytest
from reflex_base.event import Event

from academy_app.core.logging import keep_secrets

TOKEN = "Zk9-secret_0123456789abcdefghijklmnopqrstuvw"
HEADERS = {"cookie": f"lang=de; academy_session={TOKEN}; x='", "authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Of a logger that a stranger configured."""
    before = logging.getLogRecordFactory()
    keep_secrets()
    handler = logging.StreamHandler(out := io.StringIO())
    logger = logging.getLogger("stranger")
    logger.addHandler(handler)
    yield out
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    "message",
    [
        str(Event(name="../x", router_data={"headers": HEADERS})),
        f"the rest: {HEADERS}",
        f"GET / with __Host-academy_session={TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        str([(b"cookie", f"academy_device={TOKEN}".encode())]),
        str([("authorization", f"Basic {TOKEN}")]),
    ],
)
def test_no_line_holds_a_token(lines: io.StringIO, message: str) -> None:
    logger = logging.getLogger("stranger")
    logger.error(message)
    logger.error("failed: %s", message)
    logger.error("not enough: %s %s", message)  # noqa: PLE1206  on purpose
    try:
        raise KeyError(message)
    except KeyError:
        logger.exception("failed")
    assert TOKEN not in lines.getvalue()
    assert "KeyError" in lines.getvalue()


def test_other_lines_are_as_they_were(lines: io.StringIO) -> None:
    logging.getLogger("stranger").warning("%s of %d", "a cookie: crumbled", 3)
    assert lines.getvalue() == "a cookie: crumbled of 3\n"
