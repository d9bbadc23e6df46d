"""What the screens show on what is brought in from elsewhere. Moments are ISO."""

from dataclasses import dataclass, field
from typing import TypeAlias

Said: TypeAlias = dict[str, str | int | float]


@dataclass(frozen=True)
class ImportRow:
    """`state` is queued, running, done or failed; `step` is what is at hand, a key or a name;
    `error` is a key, "" for none."""

    id: int = 0
    href: str = ""
    format: str = ""
    name: str = ""
    by: str = ""
    state: str = ""
    is_rehearsal: bool = True
    done: int = 0
    total: int = 0
    step: str = ""
    error: str = ""
    error_params: Said = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True)
class ExportRow:
    title: str
    href: str


@dataclass(frozen=True)
class Imports:
    """`formats` are those that the reader may bring in; `community_href` is "" for those who may
    not take the community along."""

    formats: list[str] = field(default_factory=list)
    rows: list[ImportRow] = field(default_factory=list)
    courses: list[ExportRow] = field(default_factory=list)
    community_href: str = ""
    most_bytes: int = 0


@dataclass(frozen=True)
class ImportEntry:
    """`place` is a file and line of the source. The text of `key` takes `params`, and those of
    `keys` that are texts themselves."""

    place: str
    key: str
    params: Said
    within: dict[str, str]


@dataclass(frozen=True)
class ImportGroup:
    """Entries of one kind: how many there are, the first of them, and how many `more`."""

    key: str
    count: int
    first: list[ImportEntry]
    more: int


@dataclass(frozen=True)
class ImportOutcome:
    """`outcome` is came, changed or lost."""

    outcome: str
    count: int
    groups: list[ImportGroup]


@dataclass(frozen=True)
class LabelRow:
    """What a label of the source becomes; `label` is "" for what has none."""

    label: str
    category: str


@dataclass(frozen=True)
class ImportPage:
    """`can_run` says whether it can be brought in now, `is_kept` whether the upload is still
    here."""

    run: ImportRow = field(default_factory=ImportRow)
    outcomes: list[ImportOutcome] = field(default_factory=list)
    labels: list[LabelRow] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    seconds: float = 0.0
    has_report: bool = False
    is_community: bool = False
    is_underway: bool = False
    can_run: bool = False
    is_kept: bool = False
    title: str = ""
    site: str = ""
    publish: bool = True
    json_href: str = ""
    text_href: str = ""
    next_href: str = ""
