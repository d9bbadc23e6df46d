"""The lesson's keys, and the button that shows them."""

from academy_app.components.el import Node, el, t
from academy_app.components.kit import icon_button


def shortcuts_button() -> Node:
    return icon_button(
        "keyboard", t("lesson.shortcuts"), "max-lg:hidden", data_dialog_open="shortcuts"
    )


_KEYS = (
    ("Space / K", "shortcuts.play"),
    ("J / ←", "shortcuts.back"),
    ("L / →", "shortcuts.forward"),
    ("↑ / ↓", "shortcuts.volume"),
    ("M", "shortcuts.mute"),
    ("C", "shortcuts.captions"),
    ("F", "shortcuts.fullscreen"),
    ("< / >", "shortcuts.speed"),
    ("0 – 9", "shortcuts.jump"),
    ("N / P", "shortcuts.neighbours"),
    ("?", "shortcuts.help"),
)


def shortcuts_help() -> Node:
    return el(
        "dialog",
        el(
            "div",
            el("h2", t("lesson.shortcuts"), id="shortcuts-title", cls="text-lg font-semibold"),
            icon_button("close", t("nav.close"), data_dialog_close=True),
            cls="mb-4 flex items-center justify-between gap-4",
        ),
        el(
            "dl",
            *[
                el(
                    "div",
                    el(
                        "dt",
                        el(
                            "kbd",
                            key,
                            cls="rounded-md border border-border-medium px-2 py-0.5 text-xs",
                        ),
                        cls="w-28",
                    ),
                    el("dd", t(text)),
                    cls="flex items-center gap-3 py-1 text-sm",
                )
                for key, text in _KEYS
            ],
        ),
        id="shortcuts",
        aria_labelledby="shortcuts-title",
        cls="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-2xl border border-border-light "
        "bg-surface-dialog p-5 text-text-primary backdrop:bg-black/50",
    )
