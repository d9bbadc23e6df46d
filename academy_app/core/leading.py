"""What only one of the workers on a data directory shall do."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from academy_app.core.settings import settings


@contextmanager
def leading(what: str) -> Iterator[bool]:
    """Whether this process is the one, for as long as the block runs. The system lets the lock go
    with the process that held it, however that ended."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    file = os.open(settings().data_dir / f"{what}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(file)
