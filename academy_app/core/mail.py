"""Mail, sent by the SMTP server of the settings.

Without one, letters are written to the log in development. In production a log is no place for
links that open an account, so there only the failure is told.
"""

import logging
from dataclasses import dataclass
from email.message import EmailMessage

import aiosmtplib

from academy_app.core.settings import settings

logger = logging.getLogger(__name__)

TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of plain text, in its reader's language already."""

    to: str
    subject: str
    body: str


async def send(letter: Letter) -> None:
    """Hand `letter` to the mail server. Raises aiosmtplib.SMTPException when it refuses."""
    chosen = settings()
    if not chosen.smtp_host:
        _write_to_log(letter)
        return
    await aiosmtplib.send(
        _message(letter),
        hostname=chosen.smtp_host,
        port=chosen.smtp_port,
        username=chosen.smtp_user or None,
        password=chosen.smtp_password or None,
        start_tls=chosen.smtp_starttls,
        timeout=TIMEOUT,
    )


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings().mail_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    # Nobody wants an out-of-office reply to a password reset.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _write_to_log(letter: Letter) -> None:
    if settings().env == "production":
        logger.error("no mail server is set (ACADEMY_SMTP_HOST): a letter was not sent")
        return
    logger.warning("mail to %s: %s\n%s", letter.to, letter.subject, letter.body)
