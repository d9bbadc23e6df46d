"""Elements that are drawn twice: by React on the live page, as HTML in the first look.

A component is a function of a view. Called while Reflex compiles the page, the view is a state
var and the result a tree of Reflex elements; called while a request is answered, the view holds
values and the result is escaped HTML. So both looks come from the same lines, with the same
classes, and one can give way to the other without a jump.

Handlers (`on_...`) exist only on the live page. Everything that depends on a value goes through
`when`, `pick`, `each` and `t`, which know both worlds.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeAlias

import reflex as rx
from markupsafe import Markup, escape
from reflex.vars import ArrayVar, LiteralVar, Var, VarData
from reflex_base.utils.imports import ImportVar

from academy_app.core.clock import now
from academy_app.core.i18n import ago as ago_of
from academy_app.core.i18n import date as date_of
from academy_app.core.i18n import number, translate
from academy_app.core.markdown import localise

# A piece of a page in either world: a component, a state var, escaped HTML or plain text.
Node: TypeAlias = Any
# A value, or the state var that will hold one.
Value: TypeAlias = Any

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track"})
_RENAMED = {"cls": "class", "html_for": "for", "key": "", "default_value": "value"}
_I18N = VarData(
    imports={"$/public/i18n.js": [ImportVar(tag=name) for name in ("t", "n", "d", "dt", "ago")]}
)
_LABELS = VarData(imports={"$/public/labels.js": [ImportVar(tag="labelled")]})

_HERE = VarData(
    imports={"$/public/live.js": [ImportVar(tag="useHere")]},
    hooks={"const here = useHere()": None},
)

_language: ContextVar[str | None] = ContextVar("first_look_language", default=None)
_path: ContextVar[str] = ContextVar("first_look_path", default="/")


@contextmanager
def drawing_html(language: str, path: str) -> Iterator[None]:
    """Within the block, components become HTML in `language`, for the page at `path`."""
    tokens = _language.set(language), _path.set(path)
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _path.reset(tokens[1])


def is_html() -> bool:
    """Whether components are being drawn as HTML now."""
    return _language.get() is not None


def el(tag: str, *children: Node, cls: Value = "", **props: Value) -> Node:
    """One element. `cls` is its classes; `aria_`, `data_` and other names take underscores."""
    if is_html():
        return _html(tag, children, {"cls": cls, **props})
    if cls is not None and not (isinstance(cls, str) and cls == ""):
        props["class_name"] = cls
    make = getattr(rx.el, "del_" if tag == "del" else tag)
    return make(*[child for child in children if child is not None], **props)


def _html(tag: str, children: Sequence[Node], props: dict[str, Value]) -> Markup:
    # Names are ours; values were escaped one by one.
    attributes = "".join(_attribute(name, value) for name, value in props.items())
    if tag in _VOID:
        return Markup(f"<{tag}{attributes}>")  # noqa: S704
    return Markup(f"<{tag}{attributes}>{fragment(*children)}</{tag}>")  # noqa: S704


def _attribute(name: str, value: Value) -> str:
    if name.startswith("on_") or value is None or value is False:
        return ""
    if name == "cls" and value == "":
        return ""
    if name.startswith(("aria_", "data_")):
        name = name.replace("_", "-")
        value = str(value).lower() if isinstance(value, bool) else value
    else:
        name = _RENAMED.get(name, name.replace("_", ""))
    if not name:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def fragment(*children: Node) -> Node:
    """Several pieces in a row."""
    if is_html():
        return Markup("").join(escape(child) for child in children if child is not None)
    return rx.fragment(*[child for child in children if child is not None])


def stored_html(html: Value, **props: Value) -> Node:
    """HTML that the server rendered and sanitised when it was written, with labels filled in."""
    language = _language.get()
    if language is not None:
        words = localise(html, lambda key: translate(language, key))
        return _html("div", (Markup(words),), props)  # noqa: S704  sanitised at writing
    filled: Var[str] = Var(
        _js_expr=f"labelled({html!s}, t)",
        _var_type=str,
        _var_data=VarData.merge(html._get_all_var_data(), _I18N, _LABELS),
    )
    return rx.html(filled, class_name=props.pop("cls", ""), **props)


def live_only(make: Callable[[], Node]) -> Node:
    """What needs the live page, such as a player; the first look leaves it out."""
    return None if is_html() else make()


def beyond_the_router() -> dict[str, Any]:
    """For links to files, and to the page itself: the router would look for a page, or stay."""
    return {} if is_html() else {"reload_document": True}


def _call(node: Node | Callable[[], Node]) -> Node:
    return node() if callable(node) and not isinstance(node, Var) else node


def when(condition: Value, then: Node, otherwise: Node = None) -> Node:
    """`then` if the condition holds. A branch that costs or may not exist is a function."""
    if isinstance(condition, Var):
        drawn = _call(otherwise)
        return rx.cond(condition, _call(then), rx.fragment() if drawn is None else drawn)
    return _call(then if condition else otherwise)


def pick(condition: Value, then: Value, otherwise: Value) -> Value:
    """One of two plain values: a class, a text."""
    if isinstance(condition, Var):
        return rx.cond(condition, then, otherwise)
    return then if condition else otherwise


def each(items: Value, draw: Callable[[Value], Node]) -> Node:
    """One piece for each item; give the outermost element a `key`."""
    if isinstance(items, Var):
        # Reflex counts parameters, optional ones too.
        def drawn(item: Value) -> Node:
            return draw(item)

        return rx.foreach(items, drawn)
    return fragment(*[draw(item) for item in items])


def is_empty(items: Value) -> Value:
    """Whether a list has nothing in it."""
    return items.to(ArrayVar).length() == 0 if isinstance(items, Var) else not items


def has(items: Value, item: Value) -> Value:
    """Whether a list holds `item`."""
    return items.to(ArrayVar).contains(item) if isinstance(items, Var) else item in items


def both(first: Value, second: Value) -> Value:
    """Whether both hold."""
    return first & second if isinstance(first, Var) else first and second


def either(first: Value, second: Value) -> Value:
    """Whether one of them holds."""
    if isinstance(first, Var) or isinstance(second, Var):
        return first | second
    return first or second


def no(condition: Value) -> Value:
    """The opposite."""
    return ~condition if isinstance(condition, Var) else not condition


def here() -> Value:
    """The path in the address bar, without a slash at its end."""
    if is_html():
        return _path.get()
    return Var(_js_expr="here", _var_type=str, _var_data=_HERE).to(str)


def is_wide() -> Value:
    """Whether the window has room for a third column, when the live page is first drawn."""
    return False if is_html() else Var(_js_expr="globalThis.innerWidth >= 1400", _var_type=bool)


def _js(expression: str, values: Var[Any]) -> Var[str]:
    return Var(
        _js_expr=expression,
        _var_type=str,
        _var_data=VarData.merge(values._get_all_var_data(), _I18N),
    ).to(str)


def t(key: str, **params: Value) -> Value:
    """The text of a translation key; `count` chooses its plural form."""
    language = _language.get()
    if language is not None:
        return translate(language, key, **params)
    values = LiteralVar.create(params)
    return _js(f"t({json.dumps(key)}, {values!s})", values)


def date(moment: Value) -> Value:
    """The day of an ISO moment as the reader writes it; "" for none."""
    language = _language.get()
    if language is not None:
        return date_of(language, datetime.fromisoformat(moment)) if moment else ""
    return _js(f"d({moment!s})", moment)


def date_time(moment: Value) -> Value:
    """The day and time of an ISO moment; "" for none.

    The first look has the day alone: which time it is where the reader is, only the browser knows.
    """
    return date(moment) if is_html() else _js(f"dt({moment!s})", moment)


def ago(moment: Value, cls: str = "") -> Node:
    """How long an ISO moment is past, in words that keep up (i18n.js); its day and time to look
    closer."""
    return el("time", _ago(moment), date_time=moment, data_ago="", title=date_time(moment), cls=cls)


def _ago(moment: Value) -> Value:
    language = _language.get()
    if language is None:
        return _js(f"ago({moment!s})", moment)
    return ago_of(language, datetime.fromisoformat(moment), now()) if moment else ""


def t_of(key: Value, **params: Value) -> Value:
    """The text of a key that is itself a value, such as the reason of a refusal."""
    if not isinstance(key, Var):
        return t(key, **params)
    values = LiteralVar.create(params)
    return _js(f"t({key!s}, {values!s})", Var.create([key, values]))


def t_with(key: Value, params: Value) -> Value:
    """The same where the params, a mapping by name, are a value too."""
    if not isinstance(key, Var):
        return t(key, **(params or {}))
    return _js(f"t({key!s}, {params!s})", Var.create([key, params]))


def n(value: Value) -> Value:
    """A number as the reader writes it."""
    language = _language.get()
    if language is not None:
        return number(language, value)
    return _js(f"n({value!s})", value)
