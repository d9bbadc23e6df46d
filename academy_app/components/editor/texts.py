"""The words of the editor, by the names its scripts use.

A text with a gap is translated with the gap left standing (`{{name}}` stays `{{name}}`): the script
fills it.
"""

from collections.abc import Callable, Mapping

import reflex as rx

TEXTS: Mapping[str, str] = {
    "newThread": "editor.new_thread",
    "replyTo": "editor.reply_to",
    "replyToThread": "editor.reply_to_thread",
    "toThread": "editor.to_thread",
    "editing": "editor.editing",
    "newQuestion": "editor.new_question",
    "title": "editor.title",
    "question": "editor.question",
    "category": "editor.category",
    "choose": "editor.choose",
    "tags": "editor.tags",
    "tagsHint": "editor.tags_hint",
    "moment": "editor.moment",
    "body": "editor.body",
    "placeholder": "editor.placeholder",
    "post": "editor.post",
    "reply": "editor.reply",
    "save": "editor.save",
    "ask": "editor.ask",
    "preview": "editor.preview",
    "noPreview": "editor.no_preview",
    "nothingYet": "editor.nothing_yet",
    "loading": "state.loading",
    "close": "nav.close",
    "minimise": "editor.minimise",
    "enlarge": "editor.enlarge",
    "toolbar": "editor.toolbar",
    "bold": "editor.bold",
    "italic": "editor.italic",
    "link": "editor.link",
    "quote": "editor.quote",
    "code": "editor.code",
    "list": "editor.list",
    "numbers": "editor.numbers",
    "tasks": "editor.tasks",
    "image": "editor.image",
    "mention": "editor.mention",
    "people": "editor.people",
    "found": "editor.found",
    "inText": "editor.in_text",
    "markInText": "editor.mark_in_text",
    "addPoll": "editor.add_poll",
    "poll": "editor.poll",
    "option": "editor.option",
    "addOption": "editor.add_option",
    "removeOption": "editor.remove_option",
    "removePoll": "editor.remove_poll",
    "severalAnswers": "editor.several_answers",
    "twoOptions": "editor.two_options",
    "required": "error.required",
    "failed": "error.unknown",
    "left": "editor.left",
    "tooLong": "editor.too_long",
    "uploading": "editor.uploading",
    "imagesFirst": "editor.images_first",
    "imageFailed": "editor.image_failed",
    "tooLarge": "editor.image_too_large",
    "unreadable": "picture.unreadable",
    "understood": "editor.understood",
    "sending": "editor.sending",
    "waiting": "editor.waiting",
    "tooFast": "editor.too_fast",
    "tryNow": "player.retry",
    "signedOut": "editor.signed_out",
    "signIn": "nav.sign_in",
    "draftSaved": "editor.draft_saved",
    "draftHere": "editor.draft_here",
    "draftFull": "editor.draft_full",
    "draftRestored": "editor.draft_restored",
    "leaving": "editor.leaving",
    "keepDraft": "editor.keep_draft",
    "writeOn": "editor.write_on",
    "throwAway": "editor.throw_away",
    "conflict": "editor.conflict",
    "otherDraft": "editor.other_draft",
    "useMine": "editor.use_mine",
    "useTheirs": "editor.use_theirs",
    "history": "editor.history",
    "historyFailed": "editor.history_failed",
    "neverEdited": "editor.never_edited",
    "leftOut": "editor.left_out",
    "version": "editor.version",
    "someone": "editor.someone",
    "withheld": "post.redacted",
    "retry": "player.retry",
}

_GAPS: Mapping[str, tuple[str, ...]] = {
    "editor.reply_to": ("name",),
    "editor.moment": ("time",),
    "editor.found": ("number",),
    "editor.option": ("number",),
    "editor.remove_option": ("number",),
    "editor.left": ("number",),
    "editor.too_long": ("number",),
    "editor.uploading": ("name",),
    "editor.too_fast": ("seconds",),
    "editor.left_out": ("number",),
    "editor.version": ("number", "name"),
}


def texts_of(t: Callable[..., rx.Var[str]]) -> rx.Var[dict[str, str]]:
    """The translated texts as one object, {name in the script: text}."""
    return rx.Var.create({name: t(key, **gaps(key)) for name, key in TEXTS.items()}).to(
        dict[str, str]
    )


def gaps(key: str) -> dict[str, str]:
    """What stands in the gaps of a text until the script fills it."""
    return {name: f"{{{{{name}}}}}" for name in _GAPS.get(key, ())}
