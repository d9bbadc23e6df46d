"""Which passwords are taken, and what looking at one costs."""

import asyncio
import time

import pytest
from passlib.hash import argon2

from academy_app.core.errors import Invalid
from academy_app.services.membership import passwords

EMAIL = "anna.meier@example.org"


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("", "password.too_short"),
        ("ninechars", "password.too_short"),
        ("x" * 9 + "é"[:0], "password.too_short"),
        ("ü" * 400 + "abcdefg" * 40, "password.too_long"),
        ("anna.meier@example.org", "password.is_email"),
        ("Anna.Meier", "password.is_email"),
        ("password123", "password.common"),
        ("Passwort2024!", "password.common"),
        ("1234567890", "password.common"),
        ("0987654321", "password.common"),
        ("abcdefghij", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("abababababab", "password.common"),
        ("!!qwertyuiop", "password.common"),
        ("valid but\0not", "error.invalid_value"),
        ("valid but\ud800not", "error.invalid_value"),
    ],
)
def test_bad_passwords_are_refused_with_a_reason(password: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_new(password, EMAIL, "new")
    assert refused.value.fields["new"].key == key


@pytest.mark.parametrize(
    "password",
    ["green tea at seven", "tr0ub4dor&3xy", "2839471056", "ключ от дома", "x" * 5 + "abcde"],
)
def test_others_are_taken(password: str) -> None:
    assert passwords.check_new(password, EMAIL) == password


async def test_one_password_however_it_is_typed() -> None:
    """A keyboard may send ü as one character or as two."""
    kept = await passwords.hashed(passwords.check_new("gr\u00fcner tee um sieben", EMAIL))
    assert await passwords.is_right("gru\u0308ner tee um sieben", kept)
    assert not await passwords.is_right("gruner tee um sieben", kept)
    assert kept.startswith("$argon2id$")


@pytest.mark.parametrize("password", ["", "x" * 5000, "\0", "\ud800"])
async def test_no_hash_is_never_right(password: str) -> None:
    assert not await passwords.is_right(password, None)
    kept = await passwords.hashed("green tea at seven")
    assert not await passwords.is_right(password, kept)


async def test_looking_takes_as_long_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """One verification either way, counted where the work is done."""
    kept = await passwords.hashed("green tea at seven")
    real, seen = argon2.verify, []

    def counted(secret: str, against: str) -> bool:
        seen.append(against)
        return bool(real(secret, against))

    monkeypatch.setattr(argon2, "verify", counted)
    for password, against in (
        ("wrong", kept),
        ("wrong", None),
        ("x" * 5000, None),
        ("x" * 5000, kept),
        ("\ud800", kept),
    ):
        seen.clear()
        await passwords.is_right(password, against)
        assert len(seen) == 1
        # The settings of the stand-in are those of a real hash.
        assert seen[0].rsplit("$", 2)[0] == kept.rsplit("$", 2)[0]


async def test_hashing_does_not_hold_the_loop() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    await asyncio.gather(*(passwords.hashed(f"green tea at {hour}") for hour in range(4)))
    took = time.perf_counter() - began
    ticking.cancel()
    assert ticks > took * 100
