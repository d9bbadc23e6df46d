"""Passwords: what makes a new one acceptable, and their argon2 hashes.

Hashing costs about a tenth of a second and 64 MB by design; it has threads of its own, few, so
that a flood of sign-ins slows sign-ins and nothing else.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from passlib.hash import argon2

from academy_app.core.errors import Invalid, Problem

Result = TypeVar("Result")

SHORTEST = 10
MOST_BYTES = 1000
FEWEST_DIFFERENT = 5

# What people choose when ten characters are asked for, in lower case and without the digits
# and signs that they put before and after.
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertzuiop")


def check_new(password: str, email: str, field: str = "password") -> str:
    """The password as it will be hashed. Raises Invalid naming `field`."""
    password = normal(password)
    if not _is_encodable(password):
        raise Invalid({field: "error.invalid_value"})
    if len(password) < SHORTEST:
        raise Invalid({field: Problem("password.too_short", {"min": SHORTEST})})
    if len(password.encode()) > MOST_BYTES:
        raise Invalid({field: Problem("password.too_long", {"max": MOST_BYTES})})
    if password.casefold() in {email, email.partition("@")[0]}:
        raise Invalid({field: "password.is_email"})
    if _is_common(password.casefold()):
        raise Invalid({field: "password.common"})
    return password


async def hashed(password: str) -> str:
    """The argon2id hash of a password that `check_new` has passed."""
    return await _in_thread(lambda: str(argon2.hash(password)))


async def is_right(password: str, kept: str | None) -> bool:
    """Whether `password` is the one behind the hash `kept`.

    Takes as long when there is no hash: time must not tell whether an account exists.
    """
    nobodys = await _in_thread(_nobodys)
    password = normal(password)
    if not _is_encodable(password) or len(password.encode()) > MOST_BYTES:
        password, kept = "", None
    return await _in_thread(lambda: _verify(password, kept or nobodys)) and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return bool(argon2.needs_update(kept))


def _verify(password: str, kept: str) -> bool:
    return bool(argon2.verify(password, kept))


@lru_cache
def _nobodys() -> str:
    """A hash that stands in for an account's, with today's settings."""
    return str(argon2.hash(""))


def _is_common(password: str) -> bool:
    core = password.strip("0123456789!?.,;:-_+*#$%&=@ ")
    if core in _COMMON or password in _COMMON or len(set(password)) < FEWEST_DIFFERENT:
        return True
    return any(password in row or password in row[::-1] for row in _ROWS)


def normal(password: str) -> str:
    """One form for what keyboards write differently, such as an umlaut."""
    return unicodedata.normalize("NFKC", password)


def _is_encodable(password: str) -> bool:
    return "\0" not in password and not any("\ud800" <= c <= "\udfff" for c in password)


@lru_cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def _in_thread(work: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)
