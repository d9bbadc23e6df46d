"""Errors as problem JSON (RFC 9457), in the reader's language.

`key` and `params` are for programs, `message` and the messages of `errors` for people.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from academy_app.api.deps import language_of_request
from academy_app.core.errors import AcademyError, Invalid, Later, Params, Problem
from academy_app.core.i18n import translate

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_REASONS = {
    "missing": "error.required",
    "extra_forbidden": "error.unknown_field",
    "string_too_short": "error.required",
}


class FieldProblem(BaseModel):
    key: str
    params: dict[str, str | int | float]
    message: str


class ProblemBody(BaseModel):
    """`errors` names each refused field; `type` is always about:blank, `key` tells the kind."""

    type: str
    title: str
    status: int
    key: str
    params: dict[str, str | int | float]
    message: str
    errors: dict[str, FieldProblem]


def handle(app: FastAPI) -> None:
    """Let every error of `app` leave as a problem."""
    app.add_exception_handler(AcademyError, _expected)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _unexpected)


async def answer(request: Request, error: Exception) -> JSONResponse:
    """What a reader of this request is told about `error`."""
    is_expected = isinstance(error, AcademyError)
    return await (_expected if is_expected else _unexpected)(request, error)


async def _expected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AcademyError)
    headers = {}
    if isinstance(error, Later):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    fields = error.fields if isinstance(error, Invalid) else {}
    return problem(
        request, error.status, error.key, params=error.params, fields=fields, headers=headers
    )


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return await _expected(request, _invalid(error.errors()))


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    keys = {404: "error.not_found", 405: "error.method", 413: "error.too_large"}
    key = keys.get(error.status_code, "error.unknown")
    return problem(request, error.status_code, key, headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(request, 500, "error.unknown")


def problem(
    request: Request,
    status: int,
    key: str,
    *,
    params: Params | None = None,
    fields: Mapping[str, Problem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer that tells a reader of this request what went wrong."""
    params, fields, headers = params or {}, fields or {}, headers or {}
    language = language_of_request(request)
    body = ProblemBody(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        key=key,
        params=dict(params),
        message=translate(language, key, **params),
        errors={
            _printable(name): FieldProblem(
                key=found.key,
                params=dict(found.params),
                message=translate(language, found.key, **found.params),
            )
            for name, found in fields.items()
        },
    )
    kept = {"Cache-Control": "no-store", **headers}
    return JSONResponse(body.model_dump(), status, kept, MEDIA_TYPE)


def _printable(name: str) -> str:
    """A field as a client named it: half a character cannot be written into an answer."""
    return "".join(each if each.isprintable() else "\ufffd" for each in name)


def _invalid(found: Sequence[Any]) -> Invalid:
    """What pydantic refused, by the field's name as the client wrote it."""
    fields: dict[str, Problem] = {}
    for each in found:
        if each["type"] == "json_invalid":
            return Invalid({}, "error.invalid_json")
        name = ".".join(str(part) for part in each["loc"][1:])
        if not name:
            return Invalid({}, "error.not_json_object")
        fields.setdefault(name[:100], _reason(each))
    return Invalid(fields)


def _reason(each: Mapping[str, Any]) -> Problem:
    if each["type"] == "string_too_long":
        return Problem("error.too_long", {"max": each["ctx"]["max_length"]})
    return Problem(_REASONS.get(each["type"], "error.invalid_value"))
