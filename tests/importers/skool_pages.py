"""A small community as Skool and its scrapers save it, in words of our own."""

import csv
import json
from pathlib import Path
from typing import Any

SECRET = "sk-never-store-this"
FILES = (
    "community.html",
    "comments.json",
    "flat.json",
    "lesson1.json",
    "lesson2.json",
    "members.csv",
)

LABELS = [
    {"id": "lab1", "metadata": {"displayName": "Questions"}},
    {"id": "lab2", "metadata": {"displayName": "Wins"}},
]


def tiptap(*nodes: Any) -> str:
    return "[v2]" + json.dumps(list(nodes))


def p(*children: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(children)}


def t(text: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"marks": list(marks)} if marks else {})}


LESSON = tiptap(
    {"type": "heading", "attrs": {"level": 2}, "content": [t("Feeding the starter")]},
    p(t("Mix "), t("equal", {"type": "bold"}), t(" parts, "), t("gently", {"type": "italic"}),
      t(" & *slowly*, see "),
      t("the chart", {"type": "link", "attrs": {"href": "https://example.org/chart"}})),
    {"type": "unorderedList", "content": [
        {"type": "listItem", "content": [p(t("Rye flour"))]},
        {"type": "listItem", "children": [p(t("Warm water"))]},
    ]},
    {"type": "orderedList", "attrs": {"start": 2}, "content": [
        {"type": "listItem", "content": [p(t("Wait"), {"type": "hardBreak"}, t("and wait"))]},
    ]},
    {"type": "blockquote", "content": [p(t("Patience bakes."))]},
    {"type": "codeBlock", "content": [t("flour = water")]},
    {"type": "horizontalRule"},
    {"type": "image", "attrs": {"src": "https://assets.example.org/jar.png", "alt": "A jar"}},
    {"type": "spinningGlobe", "attrs": {"title": "Globe words"}, "content": [t("inner words")]},
    p(t("dangerous", {"type": "link", "attrs": {"href": "javascript:alert(1)"}}),
      t("<script>alert('no')</script>")),
)  # fmt: skip


def user(key: str, first: str, last: str, **more: Any) -> dict[str, Any]:
    metadata = {
        "bio": f"{first} bakes.",
        "pictureProfile": f"https://assets.example.org/{key}.jpg",
        "spData": json.dumps({"pts": 3, "lv": 2}),
    }
    return {
        "id": key,
        "name": f"{first}-{last}".lower(),
        "firstName": first,
        "lastName": last,
        "metadata": metadata,
        "member": {"role": "member", "approvedAt": "2023-01-05T10:00:00.123456789Z"},
        **more,
    }


def post(key: str, author: str, title: str, content: str, **more: Any) -> dict[str, Any]:
    metadata = {
        "title": title,
        "content": content,
        "comments": 2,
        "upvotes": 0,
        "attachmentsData": "[]",
        **more.pop("metadata", {}),
    }
    return {
        "post": {
            "id": key,
            "name": title.lower().replace(" ", "-"),
            "postType": "generic",
            "rootId": key,
            "userId": author,
            "labelId": "lab1",
            "createdAt": "2024-02-03T04:05:06.789012Z",
            "metadata": metadata,
            **more,
        }
    }


FIRST = post(
    "post1",
    "ann1",
    "My first loaf",
    "Look at [this](https://example.org/loaf)\nand tell me, [@Bob Oak](obj://user/bob1)!\n\n"
    "[ol:1][li]Mix 1 * 2 # not a title[li]Bake <b>hot</b>\n\nDone: https://example.org/a_b_c",
    metadata={
        "upvotes": 4,
        "attachments": "f1,f2",
        "attachmentsData": json.dumps(
            [{"file_name": "loaf.pdf", "content_type": "application/pdf",
              "read_url": "https://files.example.org/loaf.pdf?sig=1"}]
        ),
        "videoLinksData": json.dumps(
            [{"url": "https://youtu.be/dQw4w9WgXcQ", "title": "Kneading"}]
        ),
        "videoIds": "mux77",
    },
)  # fmt: skip
SECOND = post(
    "post2",
    "bob1",
    "Which oven?",
    "Choose one.",
    labelId="lab2",
    createdAt="2024-02-04T00:00:00Z",
    metadata={
        "pinned": 1,
        "upvotes": 1,
        "pollData": json.dumps(
            {"options": [{"text": "Gas", "votes": 3}, {"text": "Wood", "votes": 5}]}
        ),
    },
)

PAGE = {
    "props": {
        "pageProps": {
            "self": {"id": "me", "apiKey": SECRET, "metadata": {"title": SECRET}},
            "allGroups": [{"id": "g9", "metadata": {"token": SECRET}}],
            "currentGroup": {
                "id": "g1",
                "name": "sour-dough",
                "metadata": {"displayName": "Sour Dough"},
                "labels": LABELS,
            },
            "pinnedPosts": [SECOND],
            "postTrees": [FIRST, SECOND],
            "users": [
                user("ann1", "Ann", "Ash", email="ann@example.org"),
                user("bob1", "Bob", "Oak"),
                user("cat1", "Cat", "Elm", member={"role": "group-admin"}),
            ],
        }
    }
}

# Comments as the API tells of them: snake_case, nested, a comment's body in its name.
COMMENTS = {
    "post_tree": {
        "post": {"id": "post1", "root_id": "post1", "metadata": {"title": "My first loaf"}},
        "children": [
            {
                "post": {
                    "id": "com1",
                    "parent_id": "post1",
                    "root_id": "post1",
                    "user_id": "bob1",
                    "created_at": "2024-02-03T05:00:00.000001Z",
                    "metadata": {"content": "Lovely crumb!", "upvotes": 2},
                    "user": {"id": "bob1", "first_name": "Bob", "last_name": "Oak"},
                },
                "children": [
                    {
                        "post": {
                            "id": "com2",
                            "parent_id": "com1",
                            "root_id": "post1",
                            "user_id": "ann1",
                            "created_at": "2024-02-03T05:10:00Z",
                            "name": "Thank you, Bob",
                            "metadata": {},
                        },
                        "children": [],
                    }
                ],
            }
        ],
    },
    "last": "",
}

# A scraper's flat rows: a post with its comments, and a lesson.
FLAT: list[dict[str, Any]] = [
    {
        "id": "post3",
        "title": "Flat hello",
        "content": "From a scraper.",
        "user": {"id": "dan1", "name": "Dan Fir"},
        "createdAt": "2024-03-01T00:00:00Z",
        "comments": [
            {
                "post": {
                    "id": "com9",
                    "userId": "cat1",
                    "metadata": {"content": "Hello Dan"},
                    "createdAt": "2024-03-02T00:00:00Z",
                }
            }
        ],
    },
    {
        "type": "module",
        "postTitle": "Flat lesson",
        "content": "Flat words of a lesson.",
        "media": ["https://vimeo.com/76979871"],
        "courseMetaDetails": {"courseTitle": "Flat course"},
    },
]


def unit(key: str, kind: str, title: str, **metadata: Any) -> dict[str, Any]:
    return {
        "id": key,
        "unitType": kind,
        "rootId": "course1",
        "state": 2,
        "metadata": {"title": title, "resources": "[]", **metadata},
    }


def classroom(open_lesson: str) -> dict[str, Any]:
    """A course's page; the text is filled of the lesson alone that was open."""
    one = unit(
        "les1",
        "module",
        "Starter",
        videoLink="https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        resources=json.dumps([{"title": "Chart", "link": "https://example.org/chart.pdf"}]),
        transcript="Spoken words of the starter.",
        desc=LESSON if open_lesson == "les1" else "",
    )
    two = unit(
        "les2",
        "module",
        "Oven spring",
        videoId="mux1",
        videoLenMs=60000,
        desc=tiptap(p(t("Hot oven text"))) if open_lesson == "les2" else "",
    )
    three = {**unit("les3", "module", "Never opened"), "state": 1}
    week = unit("set1", "set", "Week one")
    return {
        "pageProps": {
            "course": {
                "course": unit(
                    "course1", "course", "Bread school", desc="All about bread.", privacy=0
                ),
                "children": [
                    {"course": week, "children": [{"course": one}, {"course": two}]},
                    {"course": three, "children": []},
                ],
            },
            "video": {"id": "mux1", "playbackId": "pb", "playbackToken": SECRET, "expire": 1},
        }
    }


def write(folder: Path) -> Path:
    """All of it as files of one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    page = json.dumps(PAGE)
    (folder / "community.html").write_text(
        f'<html><body><script id="__NEXT_DATA__" type="application/json">{page}</script></body>'
    )
    (folder / "comments.json").write_text(json.dumps(COMMENTS))
    (folder / "flat.json").write_text(json.dumps(FLAT))
    (folder / "lesson1.json").write_text(json.dumps([classroom("les1"), classroom("")]))
    (folder / "lesson2.json").write_text(json.dumps(classroom("les2")))
    with (folder / "members.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["FirstName", "LastName", "Email", "JoinedDate", "Answer1", "Tier"])
        writer.writerow(["Ann", "Ash", "ann@example.org", "2023-01-01", "I love rye", "vip"])
        writer.writerow(["Bob", "Oak", "Bob@Example.org", "2023-02-01", "", ""])
        writer.writerow(["Eve", "Yew", "eve@example.org", "2023-03-01", "", ""])
    return folder
