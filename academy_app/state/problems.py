"""An error of an event, told to the member."""

import json
import logging

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.errors import AcademyError, Unauthenticated

logger = logging.getLogger(__name__)

_MOST = 2_000


def noted(exception: Exception) -> None:
    """What a browser says went wrong in it: a stranger's words, so one line, and not a long one."""
    logger.warning("a browser reports: %s", repr(str(exception)[:_MOST]))


def told(error: Exception) -> EventSpec:
    """Say it in the page's language; whoever is signed out goes to sign in and comes back."""
    if isinstance(error, Unauthenticated):
        return rx.call_script(
            "location.assign('/sign-in?next=' + encodeURIComponent(location.pathname))"
        )
    known = isinstance(error, AcademyError)
    key = error.key if isinstance(error, AcademyError) else "error.unknown"
    params = error.params if isinstance(error, AcademyError) else {}
    detail = json.dumps({"key": key, "params": params, "isExpected": known})
    return rx.call_script(
        f"dispatchEvent(new CustomEvent('academy:problem', {{detail: {detail}}}))"
    )
