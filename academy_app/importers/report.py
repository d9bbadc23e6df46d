"""What an import brought, what it changed on the way, and what it could not carry over."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from academy_app.core.errors import Params
from academy_app.core.i18n import DEFAULT, texts, translate

Outcome = Literal["came", "changed", "lost"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("came", "changed", "lost")

_UNCHANGED: Final = ("import.lesson_unchanged", "import.subtitles_unchanged")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `file` is within the imported folder; `line` counts from 1, and
    0 means the whole file. A parameter may be a key itself."""

    outcome: Outcome
    key: str
    file: str = ""
    line: int = 0
    params: Params = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass
class Report:
    """Collects entries, in the order of the source. Of a rehearsal nothing was written."""

    entries: list[Entry] = field(default_factory=list)
    # What comes by the thousand is counted, not listed.
    totals: Counter[tuple[Outcome, str]] = field(default_factory=Counter)
    # The categories that labels become, by the labels' names; "" is what has none.
    labels: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    is_rehearsal: bool = False

    def came(self, key: str, file: str = "", line: int = 0, **params: str | float) -> None:
        self.entries.append(Entry("came", key, file, line, params))

    def changed(self, key: str, file: str = "", line: int = 0, **params: str | float) -> None:
        self.entries.append(Entry("changed", key, file, line, params))

    def lost(self, key: str, file: str = "", line: int = 0, **params: str | float) -> None:
        self.entries.append(Entry("lost", key, file, line, params))

    def came_many(self, key: str, count: int) -> None:
        """So many came, too many to list each."""
        if count:
            self.totals["came", key] += count

    def count(self, key: str) -> int:
        """How often `key` was entered."""
        return self.counts[key]

    @property
    def counts(self) -> Counter[str]:
        counts = Counter(entry.key for entry in self.entries)
        for (_, key), count in self.totals.items():
            counts[key] += count
        return counts

    def counts_of(self, outcome: Outcome) -> Counter[str]:
        counts = Counter(entry.key for entry in self.of(outcome))
        for (which, key), count in self.totals.items():
            if which == outcome:
                counts[key] += count
        return counts

    def of(self, outcome: Outcome) -> list[Entry]:
        return [entry for entry in self.entries if entry.outcome == outcome]

    @property
    def unchanged_files(self) -> set[str]:
        """Of these an earlier import has told already what changed on the way."""
        return {entry.file for entry in self.entries if entry.key in _UNCHANGED}

    def to_text(self, language: str = DEFAULT) -> str:
        """For people: what came as totals, the rest with its places; what changed on the way in
        a file that is as it was, as a number alone."""
        return "\n".join(_lines(self, language)) + "\n"

    def to_json(self) -> str:
        """Everything, for programs; keys stay keys."""
        content: dict[str, Any] = {
            "seconds": round(self.seconds, 3),
            "rehearsal": self.is_rehearsal,
            "counts": {
                outcome: dict(sorted(self.counts_of(outcome).items())) for outcome in OUTCOMES
            },
            "labels": self.labels,
            "entries": [
                {
                    "outcome": entry.outcome,
                    "key": entry.key,
                    "file": entry.file,
                    "line": entry.line,
                    "params": dict(entry.params),
                }
                for entry in self.entries
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Report":
        """The report that `to_json` wrote."""
        entries = [
            Entry(each["outcome"], each["key"], each["file"], each["line"], each["params"])
            for each in content["entries"]
        ]
        report = cls(
            entries,
            labels=dict(content.get("labels", {})),
            seconds=content["seconds"],
            is_rehearsal=content["rehearsal"],
        )
        listed = {outcome: report.counts_of(outcome) for outcome in OUTCOMES}
        for outcome in OUTCOMES:
            for key, count in content["counts"][outcome].items():
                if count > listed[outcome][key]:
                    report.totals[outcome, key] = count - listed[outcome][key]
        return report


def _lines(report: Report, language: str) -> Iterable[str]:
    summary, would = ("rehearsal", "would_") if report.is_rehearsal else ("summary", "")
    yield translate(language, f"import.{summary}", seconds=round(report.seconds, 1))
    unchanged = report.unchanged_files
    for outcome in OUTCOMES:
        entries = report.of(outcome)
        told = [each for each in entries if outcome == "changed" and each.file in unchanged]
        entries = [each for each in entries if outcome != "changed" or each.file not in unchanged]
        yield ""
        totals = {key: n for (which, key), n in report.totals.items() if which == outcome}
        count = len(entries) + sum(totals.values())
        yield translate(language, f"import.{would}{outcome}", count=count)
        for key, total in totals.items():
            yield f"  {total:5}  {translate(language, f'{key}_all')}"
        for key, group in _grouped(entries):
            yield from _group_lines(key, group, language, with_places=outcome != "came")
        if told:
            yield f"  {len(told):5}  {translate(language, 'import.changed_before')}"


def _grouped(entries: Iterable[Entry]) -> Iterable[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.key, []).append(entry)
    return groups.items()


def _group_lines(key: str, group: list[Entry], language: str, with_places: bool) -> Iterable[str]:
    yield f"  {len(group):5}  {translate(language, f'{key}_all')}"
    for entry in group if with_places else ():
        detail = " ".join(translate(language, key, **_said(entry.params, language)).split())
        yield f"           {entry.place}  {detail}" if entry.place else f"           {detail}"


def _said(params: Params, language: str) -> Params:
    """The parameters, with those that are keys themselves, such as a reason, in words."""
    known = texts(DEFAULT)
    return {
        name: translate(language, value, **params)
        if isinstance(value, str) and value in known
        else value
        for name, value in params.items()
    }
