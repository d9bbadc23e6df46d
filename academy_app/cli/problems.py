"""Expected errors as one line for whoever typed the command."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from academy_app.core.errors import AcademyError, Invalid, Params
from academy_app.core.i18n import DEFAULT, translate


class CommandError(Exception):
    """What the person at the command line should know, in a sentence."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn expected errors of the block into a message and exit code 1."""
    try:
        yield
    except CommandError as error:
        _leave(str(error))
    except Invalid as error:
        _leave(*(f"{name}: {_text(why.key, why.params)}" for name, why in error.fields.items()))
    except AcademyError as error:
        _leave(_text(error.key, error.params))
    except ValidationError as error:
        _leave(*(_setting(problem) for problem in error.errors()))


def _leave(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)
    raise SystemExit(1)


def _text(key: str, params: Params) -> str:
    return translate(DEFAULT, key, **params)


def _setting(problem: ErrorDetails) -> str:
    names = [f"ACADEMY_{part}".upper() for part in problem["loc"] if isinstance(part, str)]
    return ": ".join([*names, problem["msg"].removeprefix("Value error, ")])
