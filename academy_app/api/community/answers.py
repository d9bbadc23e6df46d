"""What clients are told about threads and posts: the views of the screens, in camelCase."""

from dataclasses import asdict
from typing import Any

from pydantic.alias_generators import to_camel


def camel(value: Any) -> Any:
    """A view as JSON: the names of its fields in camelCase."""
    if isinstance(value, dict):
        return {to_camel(name): camel(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [camel(each) for each in value]
    return value


def answer(view: Any) -> dict[str, Any]:
    """`view` is a dataclass."""
    return {to_camel(name): camel(each) for name, each in asdict(view).items()}
