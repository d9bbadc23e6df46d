"""The letters about accounts, in their readers' languages."""

from academy_app.core.i18n import translate
from academy_app.core.mail import Letter
from academy_app.core.settings import settings
from academy_app.services.membership.links import address


def confirm_sign_up(to: str, path: str, language: str) -> Letter:
    return _letter("mail.sign_up", to, language, path)


def already_a_member(to: str, language: str) -> Letter:
    return _letter("mail.already", to, language, "/forgot")


def invitation(to: str, path: str, language: str) -> Letter:
    return _letter("mail.invitation", to, language, path)


def reset(to: str, path: str, language: str) -> Letter:
    return _letter("mail.reset", to, language, path)


def password_changed(to: str, language: str) -> Letter:
    return _letter("mail.password_changed", to, language, "/forgot")


def _letter(noun: str, to: str, language: str, path: str) -> Letter:
    site = settings().site_name
    return Letter(
        to,
        translate(language, f"{noun}_subject", site=site),
        translate(language, f"{noun}_body", site=site, link=address(path)),
    )
