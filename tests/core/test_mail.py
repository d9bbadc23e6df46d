"""Letters reach a mail server; without one they are where a developer looks."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy

import aiosmtplib
import pytest

from academy_app.core import mail
from academy_app.core.mail import Letter
from academy_app.core.settings import settings

LETTER = Letter("anna@example.org", "Grüße", "Öffne https://academy.test/reset#secret\n")


class MailServer:
    """Speaks just enough SMTP to take a letter; refuses whom it does not know."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.busy_for = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            command = line[:4].upper()
            if command == b"DATA":
                writer.write(b"354 go on\r\n")
                self.taken.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
            elif command == b"RCPT" and b"nobody@" in line:
                writer.write(b"550 no such mailbox\r\n")
            elif command == b"RCPT" and self.busy_for:
                self.busy_for -= 1
                writer.write(b"451 come back later\r\n")
            elif command == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 fine\r\n")
        writer.close()


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MailServer]:
    made = MailServer()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    monkeypatch.setenv("ACADEMY_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ACADEMY_SMTP_PORT", str(listening.sockets[0].getsockname()[1]))
    monkeypatch.setenv("ACADEMY_SMTP_STARTTLS", "false")
    settings.cache_clear()
    async with listening:
        yield made


async def test_a_letter_arrives_whole(server: MailServer) -> None:
    await mail.send(LETTER)
    [raw] = server.taken
    arrived = message_from_bytes(raw.removesuffix(b"\r\n.\r\n"), policy=policy.default)
    assert arrived["To"] == LETTER.to
    assert arrived["From"] == settings().mail_from
    assert arrived["Subject"] == LETTER.subject
    assert arrived["Date"]
    assert arrived["Message-ID"].endswith("@localhost>")
    assert arrived.get_content().replace("\r\n", "\n").strip() == LETTER.body.strip()


async def test_a_refusal_is_told(server: MailServer) -> None:
    with pytest.raises(aiosmtplib.SMTPException):
        await mail.send(Letter("nobody@example.org", "x", "x"))
    assert server.taken == []


async def test_a_busy_server_is_asked_again(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "RETRIES", (0.0, 0.0))
    server.busy_for = 2
    await mail.send(LETTER)
    assert len(server.taken) == 1


async def test_the_last_try_tells_why(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "RETRIES", (0.0,))
    server.busy_for = 2
    with pytest.raises(aiosmtplib.SMTPException, match="come back later"):
        await mail.send(LETTER)
    assert server.taken == []


async def test_a_subject_cannot_add_headers(server: MailServer) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        await mail.send(Letter(LETTER.to, "x\nBcc: all@example.org", "x"))
    assert server.taken == []


async def test_in_development_the_letter_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    await mail.send(LETTER)
    assert LETTER.body in caplog.text


async def test_in_production_a_log_learns_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ACADEMY_ENV", "production")
    monkeypatch.setenv("ACADEMY_SECRET_KEY", "x" * 40)
    settings.cache_clear()
    await mail.send(LETTER)
    assert "ACADEMY_SMTP_HOST" in caplog.text
    assert "secret" not in caplog.text
