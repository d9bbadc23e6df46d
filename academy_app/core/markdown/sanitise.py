"""The last step and the only one that safety rests on: what may be in the HTML."""

import re
from functools import cache
from typing import Final

import nh3

ID_PREFIX: Final = "content-"
"""Before every id, so that content cannot take an id, or a global name, of the page."""

_TAG_NAMES: Final = (
    "a abbr aside b blockquote br caption cite code dd del details dfn div dl dt em figcaption "
    "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong "
    "sub summary sup table tbody td tfoot th thead tr u ul var wbr"
)
TAGS: Final = frozenset(_TAG_NAMES.split())

LABELS: Final = frozenset(
    f"content.{name}"
    for name in (
        "note",
        "tip",
        "important",
        "warning",
        "caution",
        "table",
        "footnote_back",
        "image_missing",
    )
)

_CLASS = re.compile(
    r"(?:callout(?:-(?:note|tip|important|warning|caution|title))?|code(?:-title|-output)?|task"
    r"|math(?:-display)?|table-scroll|align-(?:left|center|right)|video-link|only-(?:light|dark)"
    r"|variant|footnote-(?:ref|backref|item)|footnotes(?:-sep|-list)?|tok-[a-z]"
    r"|language-[a-z]{1,12})"
)
_SIZE = re.compile(r"\d{1,4}%?")

_VALUES: Final = {
    "role": frozenset(("note", "region")),
    "data-label": LABELS,
    "tabindex": frozenset(("0",)),
    "target": frozenset(("_blank",)),
    "rel": frozenset(("noopener nofollow",)),
    "scope": frozenset(("col", "row")),
}
_PATTERNS: Final = {
    "width": _SIZE,
    "height": _SIZE,
    "colspan": re.compile(r"\d{1,2}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "start": re.compile(r"\d{1,9}"),
    "data-video": re.compile(r"\d{1,3}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"),
}


def sanitise(html: str) -> str:
    """Keep what is safe of `html`: http, https, mailto and relative addresses, no script, no
    style, ids and classes of content alone."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style", "svg", "math", "template", "iframe", "noscript"},
        attributes={
            "*": {"id", "class", "dir", "lang", "title"},
            "a": {"href", "rel", "target", "data-video", "data-label"},
            "aside": {"role", "data-label"},
            "details": {"open"},
            "div": {"role", "tabindex", "data-label", "data-tex", "aria-labelledby"},
            "em": {"role", "data-label"},
            "img": {"src", "alt", "width", "height"},
            "ol": {"start"},
            "p": {"data-label"},
            "pre": {"tabindex"},
            "span": {"data-tex"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan", "scope"},
        },
        attribute_filter=_attribute,
        set_tag_attribute_values={
            # Whoever keeps an image elsewhere learns no more than must be of who reads here.
            "img": {"loading": "lazy", "referrerpolicy": "no-referrer"}
        },
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """The value to keep, or None to drop the attribute."""
    if name == "class":
        return _known_classes(value)
    if name in ("id", "aria-labelledby"):
        return _prefixed(value)
    if name == "href" and value.startswith("#"):
        return f"#{_prefixed(value[1:])}" if len(value) > 1 else None
    if name in _VALUES:
        return value if value in _VALUES[name] else None
    if name in _PATTERNS:
        return value if _PATTERNS[name].fullmatch(value) else None
    return value


def _known_classes(value: str) -> str | None:
    return " ".join(name for name in value.split() if _CLASS.fullmatch(name)) or None


def _prefixed(value: str) -> str:
    return value if value.startswith(ID_PREFIX) else ID_PREFIX + value
