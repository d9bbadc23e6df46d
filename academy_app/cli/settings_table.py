"""The settings as a table: for the command line, and for docs/settings.md."""

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from academy_app.core.settings import Settings, settings

SECRETS = {"secret_key", "smtp_password", "database_url", "redis_url"}


def table() -> str:
    """One line a setting: its variable, its value here, what it is for."""
    rows = [
        (variable(name), _shown(name, getattr(settings(), name)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:<{widths[1]}}  {meaning}" for name, value, meaning in rows
    )


def markdown() -> str:
    """The table of docs/settings.md."""
    lines = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `{variable(name)}` | {_default(name, field)} | {field.description} |")
    return "\n".join(lines)


def variable(name: str) -> str:
    return f"ACADEMY_{name.upper()}"


def _default(name: str, field: FieldInfo) -> str:
    if name == "secret_key":
        return "for development only"
    if field.default is PydanticUndefined:
        return "required"
    return f"`{_plain(field.default)}`" if _plain(field.default) else "empty"


def _shown(name: str, value: object) -> str:
    return "(hidden)" if name in SECRETS and value else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
