"""Videos of Open edX: where they play, and what is spoken in them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from academy_app.core.errors import Invalid
from academy_app.core.subtitles import Cue, to_vtt
from academy_app.core.video import recognise
from academy_app.importers.courses import FoundVideo, SubtitleFile
from academy_app.importers.courses.finding import Finder
from academy_app.importers.courses.transcripts import read_subtitles
from academy_app.importers.olx.tree import Block, Tree
from academy_app.importers.report import Report
from academy_app.services.authoring import allowed_video


@dataclass
class Film:
    """One video component of a lesson."""

    block: Block
    tree: Tree
    finder: Finder
    language: str
    report: Report

    def found(self) -> FoundVideo | None:
        """The first of its addresses that plays here; the others, or all, are named."""
        addresses = list(dict.fromkeys(self._addresses()))
        found: FoundVideo | None = None
        refused: dict[str, str | int | float] = {}
        for address in addresses:
            leads_to = self.finder.video(address, self.block.file) or address
            try:
                key = recognise(leads_to, allowed_video()).key
            except Invalid as refusal:
                why = refusal.fields["video"]
                refused = refused or {**why.params, "address": address, "reason": why.key}
                continue
            if found is None:
                subtitles = tuple(self._subtitles())
                found = FoundVideo(leads_to, key, self.block.title[:200], subtitles=subtitles)
                addresses = [each for each in addresses if each != address]
        if found is not None:
            for address in addresses:
                self._tell("changed", "import.video_further", address=address)
        elif addresses:
            self.report.lost("import.video_refused", self.block.file, self.block.line, **refused)
        else:
            self._tell("lost", "import.video_nowhere", name=self.block.title)
        return found

    def _addresses(self) -> Iterator[str]:
        element = self.block.element
        for speed, _, key in (each.partition(":") for each in element.get("youtube").split(",")):
            if speed.strip().startswith("1.0") and key.strip():
                yield self._clip(key.strip())
        if element.get("youtube_id_1_0"):
            yield self._clip(element.get("youtube_id_1_0"))
        listed = _json(element.get("html5_sources"))
        for address in listed if isinstance(listed, list) else []:
            yield str(address)
        for source in element.all("source"):
            if source.get("src"):
                yield source.get("src")
        if element.get("source"):
            yield element.get("source")

    def _clip(self, key: str) -> str:
        """The address on YouTube, with the part of it that is shown."""
        element = self.block.element
        start, end = _seconds(element.get("start_time")), _seconds(element.get("end_time"))
        address = f"https://www.youtube.com/watch?v={key}"
        address += f"&start={start}" if start else ""
        return address + (f"&end={end}" if end > start else "")

    def _subtitles(self) -> Iterator[SubtitleFile]:
        known: set[str] = set()
        for language, name in self._transcripts():
            if language in known:
                continue
            content, file = self._content(name)
            if content is None:
                self._tell("lost", "import.subtitle_missing", name=name)
                continue
            found = read_subtitles(content, file, language, self.report)
            if found is not None:
                known.add(language)
                yield SubtitleFile(found.name, found.source_key, language[:20], found.transcript)

    def _transcripts(self) -> Iterator[tuple[str, str]]:
        element = self.block.element
        listed = _json(element.get("transcripts"))
        for language, name in listed.items() if isinstance(listed, dict) else ():
            yield str(language), str(name)
        for transcript in element.all("transcript"):
            yield transcript.get("language") or self.language, transcript.get("src")
        if element.get("sub"):
            yield self.language, f"subs_{element.get('sub')}.srt.sjson"
        asset = element.first("video_asset", "transcripts")
        for transcript in asset.all("transcript") if asset else []:
            language, form = transcript.get("language_code"), transcript.get("file_format")
            yield language, f"{element.get('edx_video_id')}-{language}.{form or 'srt'}"

    def _content(self, name: str) -> tuple[bytes | None, str]:
        """As SRT or WebVTT, and its file; the times of an `.sjson` stand beside its texts."""
        plain = name.rpartition("/")[2] if name.startswith("/") else name
        for path in (f"static/{plain}", f"drafts/static/{plain}", plain):
            content = self.tree.read(path)
            if content is not None:
                return (_from_sjson(content) if plain.endswith(".sjson") else content), path
        return None, name

    def _tell(self, outcome: str, key: str, **params: str) -> None:
        tell = self.report.lost if outcome == "lost" else self.report.changed
        tell(key, self.block.file, self.block.line, **params)


def _from_sjson(content: bytes) -> bytes:
    found = _json(content.decode("utf-8", "replace"))
    if not isinstance(found, dict):
        return b""
    rows = zip(found.get("start", []), found.get("end", []), found.get("text", []), strict=False)
    cues = [
        Cue(int(start), int(end), re.sub(r"\n{2,}", "\n", str(text)).strip())
        for start, end, text in rows
        if isinstance(start, int | float) and isinstance(end, int | float) and str(text).strip()
    ]
    return to_vtt(cues).encode()


def _seconds(time: str) -> int:
    """Of `00:01:05`; 0 for what is no time."""
    parts = time.split(".", maxsplit=1)[0].split(":")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return 0
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
