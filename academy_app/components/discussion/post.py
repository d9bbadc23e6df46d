"""A post: who said it, when, what, and what one can do about it."""

from academy_app.components.acts import act
from academy_app.components.bookmarks import bookmark_button
from academy_app.components.editor import compose_button, edited_button
from academy_app.components.el import (
    Node,
    Value,
    ago,
    both,
    either,
    el,
    fragment,
    has,
    n,
    no,
    pick,
    stored_html,
    t,
    when,
)
from academy_app.components.frame import MENU_ITEM, menu
from academy_app.components.kit import badge, button, icon
from academy_app.components.person import author_badge, person_link, role_badge

_QUIET = (
    "inline-flex min-h-9 items-center gap-1.5 rounded-lg px-2 text-sm text-text-secondary "
    "cursor-pointer hover:bg-surface-hover aria-busy:cursor-progress"
)


def post(row: Value, me: Value, marks: Value, rights: Value) -> Node:
    """`row` is a reply or the opening; `marks` what the reader did, `rights` what they may do."""
    return el(
        "article",
        _folded(
            both(row.number != 0, has(marks.muted, row.author.id)),
            when(
                row.is_deleted,
                lambda: _gone(row, me, rights),
                lambda: _there(row, me, marks, rights),
            ),
        ),
        id=f"post-{row.id}",
        key=row.id,
        tab_index=-1,
        data_post=row.id,
        data_number=row.number,
        aria_labelledby=f"by-{row.id}",
        cls=pick(
            row.depth < 2,
            _POST,
            pick(
                row.depth == 2,
                _POST + "ms-5 border-s border-border-light ps-3 sm:ms-12 sm:ps-5",
                _POST + "ms-8 border-s border-border-light ps-3 sm:ms-24 sm:ps-5",
            ),
        ),
    )


_POST = "scroll-mt-20 py-5 outline-none target:bg-surface-primary-alt "


def _folded(is_muted: Value, words: Node) -> Node:
    """What is said by someone whom the reader has muted opens on a press."""
    return el(
        "details",
        el(
            "summary",
            when(
                is_muted,
                lambda: fragment(
                    icon("bell-off", "!size-4"),
                    t("post.by_muted"),
                    el("span", t("post.show_muted"), cls="font-medium underline"),
                ),
            ),
            cls=pick(
                is_muted,
                "flex min-h-9 w-fit cursor-pointer list-none items-center gap-2 text-sm "
                "text-text-secondary in-open:mb-3 [&::-webkit-details-marker]:hidden",
                "hidden",
            ),
        ),
        words,
        open=no(is_muted),
    )


def _there(row: Value, me: Value, marks: Value, rights: Value) -> Node:
    return fragment(
        _byline(row),
        when(
            row.parent_name != "",
            lambda: el(
                "p",
                icon("reply", "!size-3.5"),
                t("post.in_reply_to", name=row.parent_name),
                cls="mt-2 flex items-center gap-1.5 text-sm text-text-tertiary",
            ),
        ),
        el("div", stored_html(row.html, cls="prose mt-3 text-[0.9375rem]"), data_words=""),
        _actions(row, me, marks, rights),
    )


def _byline(row: Value) -> Node:
    author = row.author
    return el(
        "header",
        author_badge(author),
        el(
            "div",
            el(
                "p",
                when(
                    author.id != 0,
                    lambda: person_link(author.id, author.name, "font-semibold hover:underline"),
                    lambda: t("post.by_nobody"),
                ),
                " ",
                role_badge(author.role),
                id=f"by-{row.id}",
                cls="flex flex-wrap items-center gap-x-2 gap-y-1",
            ),
            el(
                "p",
                el("a", ago(row.created_at), href=row.href, cls="hover:underline"),
                when(row.edited_at != "", lambda: edited_button(row.id, row.edited_by)),
                cls="flex flex-wrap items-center gap-x-2 text-xs text-text-tertiary",
            ),
            cls="min-w-0 flex-1 basis-40",
        ),
        when(row.is_answer, lambda: badge(icon("check", "!size-3.5"), t("post.is_answer"))),
        when(
            row.endorsed_by != "",
            lambda: el(
                "span",
                badge(icon("cap", "!size-3.5"), t("post.is_endorsed")),
                title=t("post.endorsed_by", name=row.endorsed_by),
                cls="inline-flex",
            ),
        ),
        cls="flex flex-wrap items-center gap-3",
    )


def _actions(row: Value, me: Value, marks: Value, rights: Value) -> Node:
    is_liked = has(marks.likes, row.id)
    return el(
        "footer",
        el(
            "button",
            icon("heart", "group-aria-pressed:!hidden"),
            icon("heart-on", "!hidden group-aria-pressed:!inline-block"),
            el("span", n(row.likes), data_count="", aria_hidden="true"),
            type="button",
            aria_label=t("post.like", count=row.likes),
            title=t("post.like", count=row.likes),
            cls="group tabular-nums aria-pressed:text-text-destructive " + _QUIET,
            **act("like", f"/community/posts/{row.id}/like", target=row.id, is_on=is_liked),
        ),
        when(
            rights.reply,
            lambda: fragment(
                compose_button(
                    icon("reply"),
                    el("span", t("post.reply"), cls="max-sm:sr-only"),
                    kind="reply",
                    thread=row.thread_id,
                    post=row.id,
                    author=row.author.name,
                    cls=_PLAIN,
                ),
                compose_button(
                    icon("quote"),
                    el("span", t("post.quote"), cls="max-sm:sr-only"),
                    kind="quote",
                    thread=row.thread_id,
                    post=row.id,
                    author=row.author.name,
                    cls=_PLAIN,
                ),
            ),
        ),
        bookmark_button(row.id, has(marks.bookmarks, row.id)),
        el("span", _menu(row, me, rights), cls="ms-auto"),
        cls="mt-2 flex flex-wrap items-center gap-1 -ms-2",
    )


_PLAIN = "!border-0 !bg-transparent !px-2 !font-normal !text-text-secondary hover:!bg-surface-hover"


def _menu(row: Value, me: Value, rights: Value) -> Node:
    is_own = row.author.id == me.id
    may_change = either(is_own, rights.keep_order)
    return menu(
        icon("more"),
        el("a", icon("link"), t("post.permalink"), href=row.href, data_copy="", cls=MENU_ITEM),
        when(
            both(rights.mark_answer, row.number != 0),
            lambda: when(
                row.is_answer,
                lambda: _act(
                    "check",
                    t("post.unmark_answer"),
                    act("answer", f"/community/threads/{row.thread_id}/answer", method="DELETE"),
                ),
                lambda: _act(
                    "check",
                    t("post.mark_answer"),
                    act(
                        "answer",
                        f"/community/threads/{row.thread_id}/answer",
                        target=row.id,
                        body=f'{{"postId":{row.id}}}',
                    ),
                ),
            ),
        ),
        when(
            both(rights.endorse, no(is_own)),
            lambda: when(
                row.endorsed_by == "",
                lambda: _endorsement(row, "PUT", t("post.endorse")),
                lambda: _endorsement(row, "DELETE", t("post.unendorse")),
            ),
        ),
        when(
            may_change,
            lambda: fragment(
                compose_button(
                    icon("pencil"),
                    t("post.edit"),
                    kind="edit",
                    post=row.id,
                    cls="!justify-start !border-0 !bg-transparent !font-normal w-full gap-3",
                ),
                _act(
                    "trash",
                    pick(row.number == 0, t("thread.delete"), t("post.delete")),
                    act(
                        "delete",
                        f"/community/posts/{row.id}",
                        target=row.id,
                        method="DELETE",
                        # With it goes what others replied.
                        confirm=pick(row.number == 0, t("thread.delete_question"), ""),
                    ),
                ),
            ),
        ),
        label=t("post.more"),
    )


def _endorsement(row: Value, method: str, label: Value) -> Node:
    to = f"/community/posts/{row.id}/endorsement"
    return _act("cap", label, act("endorse", to, target=row.id, method=method))


def _act(icon_name: str, label: Value, attributes: dict[str, Value]) -> Node:
    return el("button", icon(icon_name), label, type="button", cls=MENU_ITEM, **attributes)


def _gone(row: Value, me: Value, rights: Value) -> Node:
    """What is left of a deleted post; who deleted it, or keeps order, can bring it back."""
    return el(
        "div",
        icon("trash", "!size-4"),
        el("p", t("post.is_deleted"), id=f"by-{row.id}", cls="flex-1"),
        when(
            either(row.deleted_by == me.id, rights.keep_order),
            lambda: button(
                t("post.restore"),
                **act(
                    "restore", f"/community/posts/{row.id}/restore", target=row.id, method="POST"
                ),
            ),
        ),
        cls="flex items-center gap-2 text-sm text-text-tertiary",
    )
