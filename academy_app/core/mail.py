"""Mail, sent by the SMTP server of the settings.

Without one, letters are written to the log in development. In production a log is no place for
links that open an account, so there only the failure is told.
"""

import asyncio
import logging
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import aiosmtplib

from academy_app.core.clock import now
from academy_app.core.settings import settings

logger = logging.getLogger(__name__)

TIMEOUT = 20.0

# Seconds to wait before each further try: a mail server that restarts is back by then.
RETRIES = (2.0, 15.0, 90.0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of plain text, in its reader's language already."""

    to: str
    subject: str
    body: str


async def send(letter: Letter) -> None:
    """Hand `letter` to the mail server, trying again where that may help.

    Raises aiosmtplib.SMTPException when it refuses for good, or after the last try.
    """
    if not settings().smtp_host:
        _write_to_log(letter)
        return
    for pause in RETRIES:
        try:
            await _hand_over(letter)
        except (aiosmtplib.SMTPException, OSError) as error:
            if _is_final(error):
                raise
            logger.warning("a letter waits %s s: %s", pause, type(error).__name__)
        else:
            return
        await asyncio.sleep(pause)
    await _hand_over(letter)


async def _hand_over(letter: Letter) -> None:
    chosen = settings()
    await aiosmtplib.send(
        _message(letter),
        hostname=chosen.smtp_host,
        port=chosen.smtp_port,
        username=chosen.smtp_user or None,
        password=chosen.smtp_password or None,
        start_tls=chosen.smtp_starttls,
        timeout=TIMEOUT,
    )


def _is_final(error: Exception) -> bool:
    """Whether the server meant it: an answer in the five hundreds, or wrong credentials."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= 500 for refused in error.recipients)
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings().mail_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now())
    # With a domain given, no name server is asked for this machine's own.
    message["Message-ID"] = make_msgid(domain=settings().mail_from.rpartition("@")[2].strip("> "))
    # Nobody wants an out-of-office reply to a password reset.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _write_to_log(letter: Letter) -> None:
    if settings().env == "production":
        logger.error("no mail server is set (ACADEMY_SMTP_HOST): a letter was not sent")
        return
    logger.warning("mail to %s: %s\n%s", letter.to, letter.subject, letter.body)
