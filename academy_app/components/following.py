"""The button that follows or mutes a thread, a category or a member."""

from academy_app.components.acts import act
from academy_app.components.el import Node, Value, both, either, el, pick, t
from academy_app.components.kit import icon

_ITEM = (
    "group/item flex w-full items-start gap-3 rounded-lg px-3 py-2 text-start text-sm "
    "text-text-primary cursor-pointer hover:bg-surface-hover aria-pressed:bg-surface-active "
    "aria-busy:cursor-progress"
)


def follow_button(
    kind: str,
    target_id: Value,
    state: Value,
    *,
    is_own: Value = False,
    is_at_end: bool = False,
) -> Node:
    """`kind` is thread, category or member, `state` follow, mute or "" for neither. The menu is
    closed by site.js, the choice sent by acts.js, which also turns `data-chosen`. Of what
    `is_own` its author is told unless they mute it: neither is to follow. `is_at_end`: the button
    stands at the end of its line, so that the menu opens towards the start."""
    is_neither = either(state == "", both(is_own, state == "follow"))
    chosen = pick(is_neither, "none", state)
    return el(
        "details",
        el(
            "summary",
            *[
                el(
                    "span",
                    icon(image),
                    el("span", text),
                    cls=f"hidden items-center gap-2 in-data-[chosen={value}]:inline-flex",
                )
                for value, image, text in (
                    (
                        "none",
                        pick(is_own, "bell-on", "bell"),
                        pick(is_own, t("follow.follow"), t("follow.none")),
                    ),
                    ("follow", "bell-on", t("follow.follow")),
                    ("mute", "bell-off", t("follow.mute")),
                )
            ],
            icon("chevron-down", "!size-4"),
            cls="flex min-h-9 items-center gap-2 rounded-lg border border-border-medium px-3 "
            "text-sm font-medium cursor-pointer list-none hover:bg-surface-hover "
            "[&::-webkit-details-marker]:hidden",
        ),
        el(
            "div",
            *[
                _choice(f"/community/follows/{kind}/{target_id}", target_id, chosen, choice, cls)
                for choice, cls in (
                    (
                        ("follow", "bell-on", t("follow.do_follow"), t(f"follow_why.{kind}")),
                        pick(is_own, _ITEM + " !hidden", _ITEM),
                    ),
                    (
                        (
                            "none",
                            pick(is_own, "bell-on", "bell"),
                            pick(is_own, t("follow.do_follow"), t("follow.do_none")),
                            pick(is_own, t("follow_why.own"), t("follow_why.none")),
                        ),
                        _ITEM,
                    ),
                    (("mute", "bell-off", t("follow.do_mute"), t("follow_why.mute")), _ITEM),
                )
            ],
            role="group",
            aria_label=t("follow.label"),
            # On a phone it is as wide as the page, wherever the button stands.
            cls="z-20 mt-1 flex flex-col gap-1 rounded-2xl border border-border-light "
            "bg-surface-dialog p-2 shadow-lg max-sm:fixed max-sm:inset-x-4 sm:absolute sm:w-72 "
            + ("sm:end-0" if is_at_end else "sm:start-0"),
        ),
        data_menu=True,
        data_chosen=chosen,
        cls="relative w-fit",
    )


def _choice(
    to: Value,
    target_id: Value,
    chosen: Value,
    choice: tuple[str, Value, Value, Value],
    cls: Value,
) -> Node:
    value, image, text, why = choice
    return el(
        "button",
        icon(image, "mt-0.5"),
        el(
            "span",
            el("span", text, cls="block font-medium"),
            el("span", why, cls="block text-text-secondary"),
            cls="min-w-0",
        ),
        type="button",
        cls=cls,
        **act(
            "follow",
            to,
            target=target_id,
            body=f'{{"state":"{value}"}}',
            is_on=chosen == value,
            value=value,
        ),
    )
