"""What each MDX component becomes in Markdown."""

import re
from typing import Any, Final

from academy_app.core.errors import Invalid
from academy_app.core.markdown import plain_text
from academy_app.core.video import AllowedVideo, recognise
from academy_app.importers.markdown.javascript import Tag, Unreadable, read_literal

# Names of products, the same in every language.
FRAMEWORKS: Final = {"pt": "PyTorch", "tf": "TensorFlow", "jax": "JAX", "flax": "Flax"}
OPPOSITES: Final = {"pt": "tf", "tf": "pt"}

_TEST = re.compile(r"""\s*([\w.]+)\s*===?\s*["']([^"']*)["']\s*""")
_SPECIAL = re.compile(r"([\\\[\]*_`<])")


def escaped(text: str) -> str:
    """`text` as Markdown that shows it as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def escaped_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def link(label: str, address: str) -> str:
    return f"[{escaped(label)}]({address})"


def is_video(address: str, allowed: AllowedVideo) -> bool:
    try:
        recognise(address, allowed)
    except Invalid:
        return False
    return True


def variant_name(test: str) -> str:
    """What a reader calls the variant that is shown when `test` holds."""
    found = _TEST.fullmatch(test)
    return escaped_html(FRAMEWORKS.get(found[2], found[2]) if found else test.strip())


def other_variant_name(test: str) -> str:
    """The same for when it does not."""
    found = _TEST.fullmatch(test)
    opposite = OPPOSITES.get(found[2]) if found else None
    return FRAMEWORKS[opposite] if opposite else f"≠ {variant_name(test)}"


def callout_kind(tag: Tag) -> str:
    """`<Tip warning={true}>` warns; `warning={false}` does not."""
    warns = tag.expressions.get("warning", "").strip() == "true" or "warning" in tag.attributes
    return "WARNING" if warns else "TIP"


def callout(kind: str, title: str, content: str) -> str:
    lines = [f"[!{kind}] {title}".rstrip(), *content.strip("\n").split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def without_prefix(text: str, prefix: str) -> str:
    """`text` as it reads without the quote marks or the indentation that it stands in."""
    if not prefix:
        return text
    bare = prefix.rstrip()
    return "\n".join(
        line.removeprefix(prefix) if line.startswith(prefix) else line.removeprefix(bare)
        for line in text.split("\n")
    )


def image(tag: Tag, address: str) -> str:
    """An image as HTML: Markdown knows neither its width nor the theme that it is made for."""
    classes = set(tag.text("class").split())
    theme = ""
    if "dark:hidden" in classes:
        theme = ' class="only-light"'
    elif "dark:block" in classes:
        theme = ' class="only-dark"'
    size = f' width="{escaped_html(tag.text("width"))}"' if tag.text("width") else ""
    alt = escaped_html(tag.text("alt"))
    return f'<img{theme} src="{escaped_html(address)}" alt="{alt}"{size}>'


def missing_image(alt: str, address: str) -> str:
    """What stands where an image that is not there would: `alt`, in Markdown, or else its name."""
    words = alt.strip() or escaped(address.rpartition("/")[2] or address)
    return f'<em role="note" data-label="content.image_missing">{words}</em>'


def labelled_links(tag: Tag) -> list[tuple[str, str]]:
    """Every `{label, value}` of the tag's braces, however deep."""
    found: list[tuple[str, str]] = []
    for expression in tag.expressions.values():
        try:
            _gather(read_literal(expression), found)
        except Unreadable:
            continue
    return found


def _gather(value: Any, found: list[tuple[str, str]]) -> None:
    if isinstance(value, list):
        for item in value:
            _gather(item, found)
    elif isinstance(value, dict):
        if isinstance(value.get("label"), str) and isinstance(value.get("value"), str):
            found.append((value["label"], value["value"]))
        else:
            _gather(list(value.values()), found)


def question(tag: Tag) -> list[dict[str, Any]] | None:
    """The choices of a quiz question: text, explanation, whether it is correct."""
    try:
        choices = read_literal(tag.expressions.get("choices", ""))
    except Unreadable:
        return None
    if not isinstance(choices, list) or not all(_is_choice(each) for each in choices):
        return None
    return [
        {
            "text": each["text"],
            "explain": str(each.get("explain", "")),
            "correct": bool(each.get("correct", False)),
        }
        for each in choices
    ] or None


def _is_choice(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str)


def question_markdown(choices: list[dict[str, Any]], answers: str) -> str:
    """The choices to think about, and the answers to open."""
    open_choices = "\n".join(f"- [ ] {_one_line(each['text'])}" for each in choices)
    solved = "\n".join(_answer(each) for each in choices)
    summary = escaped_html(answers)
    return f"{open_choices}\n\n<details>\n<summary>{summary}</summary>\n\n{solved}\n\n</details>"


def _answer(choice: dict[str, Any]) -> str:
    text, explain = _one_line(choice["text"]), _one_line(choice["explain"])
    box = "x" if choice["correct"] else " "
    return f"- [{box}] {text}" + (f"\\\n  {explain}" if explain else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def same_words(one: str, other: str) -> bool:
    """Whether two titles say the same, whatever their marks."""
    return plain_text(one).strip().casefold() == plain_text(other).strip().casefold()
