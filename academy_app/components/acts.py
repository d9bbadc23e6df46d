"""What assets/acts.js sends to the API when it is pressed."""

import json

from reflex.vars import Var

from academy_app.components.el import Value
from academy_app.components.forms import API


def act(
    name: str,
    to: Value,
    *,
    target: Value = None,
    method: str = "PUT",
    body: Value = None,
    is_on: Value = None,
    is_switch: bool = False,
    **more: Value,
) -> dict[str, Value]:
    """The attributes of a button (or a link) that does `name` by the route `to`.

    `target` is the id of what it is done to, `is_on` what a toggle shows; `more` are further
    attributes of acts.js, such as `body_off` or `refresh`.
    """
    given: dict[str, Value] = {
        "data_act": name,
        "data_id": target,
        "data_url": API + to,
        "data_method": method,
        "data_body": body,
        **{f"data_{key}": value for key, value in more.items()},
    }
    if is_on is not None:
        given["aria_checked" if is_switch else "aria_pressed"] = is_on
    return {key: value for key, value in given.items() if value is not None}


def json_of(value: Value) -> Value:
    """A value as it stands in JSON."""
    return value.to_string() if isinstance(value, Var) else json.dumps(value)
