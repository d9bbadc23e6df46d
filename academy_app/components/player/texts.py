"""The words that the player, the transcript and the notes show, by the names their scripts use.

A text with a gap is translated with the gap left standing (`{{time}}` stays `{{time}}`): the script
fills it while the video plays, without asking for a new translation.
"""

from collections.abc import Callable, Mapping

import reflex as rx

PLAYER_TEXTS: Mapping[str, str] = {
    "play": "player.play",
    "resume": "player.resume",
    "loading": "player.loading",
    "saved": "player.saved",
    "waiting": "player.waiting",
    "signedOut": "player.signed_out",
    "slow": "player.slow",
    "failed": "player.failed",
    "notFound": "player.not_found",
    "notEmbeddable": "player.not_embeddable",
    "notSupported": "player.not_supported",
    "notIdentified": "player.not_identified",
    "retry": "player.retry",
    "markWatched": "player.mark_watched",
    "untracked": "player.untracked",
    "watched": "player.watched",
    "again": "player.again",
    "shortfall": "player.shortfall",
    "playRest": "player.play_rest",
    "next": "player.next",
    "moments": "player.moments",
    "moment": "player.moment",
    "momentsFrom": "player.moments_from",
    "momentWonderers": "player.moment_wonderers",
    "jump": "player.note_jump",
}

TRANSCRIPT_TEXTS: Mapping[str, str] = {
    "title": "player.transcript",
    "loading": "player.transcript_loading",
    "empty": "player.transcript_empty",
    "failed": "player.transcript_failed",
    "retry": "player.retry",
    "search": "player.transcript_search",
    "found": "player.transcript_found",
    "nothing": "player.transcript_nothing",
    "previous": "player.transcript_previous_match",
    "following": "player.transcript_next_match",
    "clear": "player.transcript_clear",
    "follow": "player.transcript_follow",
    "language": "player.transcript_language",
}

NOTE_TEXTS: Mapping[str, str] = {
    "title": "player.notes",
    "private": "player.notes_private",
    "label": "player.note_label",
    "labelAt": "player.note_label_at",
    "save": "player.note_save",
    "empty": "player.notes_empty",
    "loading": "player.notes_loading",
    "failed": "player.notes_failed",
    "notSaved": "player.note_not_saved",
    "retry": "player.retry",
    "edit": "player.note_edit",
    "cancel": "player.note_cancel",
    "remove": "player.note_delete",
    "removed": "player.note_deleted",
    "undo": "player.note_undo",
    "jump": "player.note_jump",
    "export": "player.notes_export",
}

_GAPS: Mapping[str, tuple[str, ...]] = {
    "player.play": ("title",),
    "player.resume": ("time",),
    "player.shortfall": ("percent", "required"),
    "player.transcript_found": ("index", "count"),
    "player.note_label_at": ("time",),
    "player.note_jump": ("time",),
    "player.moment": ("time", "title"),
    "player.moments_from": ("number", "time"),
    "player.moment_wonderers": ("number",),
}


def texts_of(names: Mapping[str, str], t: Callable[..., rx.Var[str]]) -> rx.Var[dict[str, str]]:
    """The translated texts as one object, {name in the script: text}."""
    return rx.Var.create({name: t(key, **_gaps(key)) for name, key in names.items()}).to(
        dict[str, str]
    )


def _gaps(key: str) -> dict[str, str]:
    return {name: f"{{{{{name}}}}}" for name in _GAPS.get(key, ())}
