"""What stands above a page that an author reads with the eyes of others."""

from academy_app.components.el import Node, Value, el, pick, t, when
from academy_app.components.kit import LINK, icon


def preview_note(preview: Value) -> Node:
    """As whom an author looks, and the way back."""
    return when(
        preview.wish != "",
        lambda: el(
            "div",
            el(
                "p",
                icon("info", "!size-4"),
                pick(
                    preview.name != "",
                    t("preview.as_group", name=preview.name),
                    t("preview.as_learner"),
                ),
                cls="flex min-w-0 flex-1 items-center gap-2",
            ),
            el("a", t("preview.leave"), href=preview.back, cls=LINK),
            role="note",
            cls="mb-4 flex flex-wrap items-center gap-3 rounded-xl border border-border-medium "
            "bg-surface-secondary px-4 py-2 text-sm",
        ),
    )
