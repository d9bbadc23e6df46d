"""A small Discourse forum as its API and its exports tell of it, in words of our own."""

import json
from pathlib import Path
from typing import Any


def user(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "username": name.partition(" ")[0].lower(), "name": name, **more}


def post(number: int, topic: int, author: int, **more: Any) -> dict[str, Any]:
    return {
        "id": topic * 100 + number,
        "topic_id": topic,
        "post_number": number,
        "post_type": 1,
        "user_id": author,
        "username": {1: "ada", 2: "ben", 3: "cleo"}[author],
        "name": {1: "Ada Wren", 2: "Ben Lark", 3: "Cleo Finch"}[author],
        "created_at": f"2022-05-0{number}T10:00:00.000Z",
        "actions_summary": [{"id": 2, "count": number}, {"id": 3, "can_act": True}],
        **more,
    }


RAW = (
    "Hello @ben, *this* is fine.\n\n[quote=\"ben, post:1, topic:9\"]\nHe said [u]so[/u]\n"
    "> deeper\n[/quote]\n\nAnd `@ben [quote]` stays.\n\n```\n@ben [quote] code\n```\n\n"
    "[details=\"More here\"]\nHidden words\n[/details]\n\n![map|600x400](upload://abc.png)\n\n"
    "[poll type=multiple]\n* Tea\n* Milk\n[/poll]\n\n<script>alert(1)</script>"
)  # fmt: skip
COOKED = (
    '<p>Cooked <strong>words</strong>, <a class="mention" href="/u/ada">@ada</a> &amp; more '
    '<img class="emoji" alt=":bird:" src="/e.png"></p>\n<aside class="quote"><blockquote>'
    '<p>Quoted words</p></blockquote></aside><pre><code class="lang-python">x = 1\n</code></pre>'
)

TOPIC = {
    "id": 10,
    "title": "Where do birds sleep?",
    "category_id": 4,
    "tags": ["Night", {"name": "nests"}],
    "pinned": True,
    "closed": True,
    "created_at": "2022-05-01T10:00:00.000Z",
    "posts_count": 5,
    "user_id": 1,
    "post_stream": {
        "posts": [
            post(
                1,
                10,
                1,
                raw=RAW,
                polls=[
                    {
                        "type": "multiple",
                        "status": "closed",
                        "options": [
                            {"id": "a", "html": "Tea &amp; cake", "votes": 2},
                            {"id": "b", "html": "Milk", "votes": 1},
                        ],
                        "voters": 2,
                    }
                ],
            ),
            post(2, 10, 2, cooked=COOKED, accepted_answer=True),
            post(3, 10, 3, raw="Answering two", reply_to_post_number=2),
            post(4, 10, 1, raw="", post_type=3, action_code="closed.enabled"),
        ],
        "stream": [1001, 1002, 1003, 1004, 1005, 1006],
    },
}
LATER = {
    "post_stream": {"posts": [post(5, 10, 2, raw="From a later page", reply_to_post_number=3)]}
}
CATEGORIES = {
    "category_list": {
        "categories": [
            {
                "id": 4,
                "name": "Birds",
                "slug": "birds",
                "color": "0088CC",
                "description_text": "All about birds.",
                "subcategory_list": [
                    {"id": 5, "name": "Owls", "slug": "owls", "color": "111111",
                     "parent_category_id": 4, "read_restricted": True}
                ],
            }
        ]
    }
}  # fmt: skip
EXPORT = {
    "groups": [],
    "categories": [{"id": 5, "name": "Owls", "slug": "owls", "color": "111111",
                    "parent_category_id": 4, "read_restricted": True}],
    "users": [
        user(1, "Ada Wren", email="ada@example.org", created_at="2020-01-01T00:00:00Z"),
        user(2, "Ben Lark", admin=True),
    ],
    "topics": [
        {
            "id": 11,
            "user_id": 2,
            "title": "Secret owls",
            "slug": "secret-owls",
            "created_at": "2022-06-01T00:00:00Z",
            "category_id": 5,
            "closed": False,
            "archived": False,
            "archetype": "regular",
            "posts": [
                {"id": 1, "user_id": 2, "post_number": 1, "raw": "Owl words",
                 "created_at": "2022-06-01T00:00:00Z", "hidden": False},
                {"id": 2, "user_id": 1, "post_number": 2, "raw": "Hidden owl", "hidden": True,
                 "created_at": "2022-06-02T00:00:00Z"},
            ],
        },
        {
            "id": 12,
            "title": "Just between us",
            "archetype": "private_message",
            "user_id": 1,
            "created_at": "2022-06-01T00:00:00Z",
            "posts": [{"id": 9, "user_id": 1, "post_number": 1, "raw": "Whispered love",
                       "created_at": "2022-06-01T00:00:00Z"}],
        },
    ],
}  # fmt: skip
LATEST = {
    "users": [user(3, "Cleo Finch")],
    "topic_list": {"topics": [{"id": 10, "title": "Where do birds sleep?", "pinned": True},
                              {"id": 77, "title": "Never opened topic"}]},
}  # fmt: skip


def write(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "categories": CATEGORIES,
        "t/10": TOPIC,
        "t/10-2": LATER,
        "latest": LATEST,
        "export": EXPORT,
    }
    for name, content in parts.items():
        path = folder / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content))
    return folder
