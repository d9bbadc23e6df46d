"""QTI 1.2, as a Common Cartridge has it, as questions in text."""

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from academy_app.importers.courses.questions import Choice, Question
from academy_app.importers.courses.xml import Element

_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")


def title_of(tree: Element) -> str:
    assessment = tree.first("assessment")
    return assessment.get("title") if assessment else ""


def settings_of(tree: Element) -> str:
    """What the file says of tries, time and points, as `label: value`."""
    fields = [each for each in tree.walk() if each.name == "qtimetadatafield"]
    said = (f"{each.words('fieldlabel')}: {each.words('fieldentry')}" for each in fields)
    return "; ".join(dict.fromkeys(said))


def preamble_of(tree: Element) -> str:
    """What stands before the questions, as HTML."""
    assessment = tree.first("assessment")
    if assessment is None:
        return ""
    sections = [each for each in assessment.walk() if each.name == "section"]
    parts = []
    for part in (assessment, *sections):
        if part.name == "section" and part.get("title"):
            parts.append(f"<p>{escape(part.get('title'))}</p>")
        parts += map(_materials, part.all("rubric", "presentation_material", "objectives"))
    return "".join(parts)


def questions_of(tree: Element) -> Iterator[Question]:
    """Every item of the file, in order."""
    for item in tree.walk():
        if item.name == "item":
            yield _question(item)


def _question(item: Element) -> Question:
    right, told = _processing(item)
    remarks = {
        each.get("ident"): _materials(each) for each in item.walk() if each.name == "itemfeedback"
    }
    labels = [each for each in item.walk() if each.name == "response_label"]
    by_choice = {ident: [remarks.pop(name, "") for name in names] for ident, names in told.items()}
    choices = tuple(
        Choice(
            _inline(_materials(label)),
            label.get("ident") in right,
            " ".join(filter(None, map(_inline, by_choice.get(label.get("ident"), [])))),
        )
        for label in labels
    )
    idents = {label.get("ident") for label in labels}
    rest = [
        said for ident, all_said in by_choice.items() if ident not in idents for said in all_said
    ]
    return Question(
        _prompt(item),
        choices,
        answers=tuple(answer for answer in right if answer not in idents),
        remarks=tuple(filter(None, (*rest, *remarks.values()))),
        title=item.get("title"),
    )


def _processing(item: Element) -> tuple[list[str], dict[str, list[str]]]:
    """Which answers are right, and the names of the remarks on each."""
    right: list[str] = []
    told: dict[str, list[str]] = defaultdict(list)
    for condition in (each for each in item.walk() if each.name == "respcondition"):
        wanted = list(dict.fromkeys(_wanted(condition)))
        for feedback in condition.all("displayfeedback"):
            for answer in wanted:
                told[answer].append(feedback.get("linkrefid"))
        if any(_points(each) > 0 for each in condition.all("setvar")):
            right += [answer for answer in wanted if answer not in right]
    return right, told


def _wanted(condition: Element) -> Iterator[str]:
    """The answers for which the condition holds; those that it excludes are left out."""
    if condition.name == "not":
        return
    if condition.name in {"varequal", "varsubstring", "vargte", "varlte"}:
        words = condition.words()
        if words:
            yield words
    for child in condition.children:
        yield from _wanted(child)


def _points(setvar: Element) -> float:
    try:
        return float(setvar.words())
    except ValueError:
        return 0


def _prompt(item: Element) -> str:
    """The materials that stand outside of what there is to choose."""
    presentation = item.first("presentation")
    return _materials(presentation) if presentation else ""


def _materials(element: Element) -> str:
    """Texts and images, as HTML, without those of the answers."""
    parts = []
    for child in element.children:
        if child.name == "mattext":
            parts.append(_text(child))
        elif child.name == "matimage":
            parts.append(f'<img src="{escape(child.get("uri"))}" alt="">')
        elif child.name not in {"render_choice", "render_fib"}:
            parts.append(_materials(child))
    return "\n".join(filter(None, parts))


def _text(mattext: Element) -> str:
    if mattext.children:
        return mattext.inner()
    is_html = mattext.get("texttype", "text/plain") == "text/html"
    return mattext.text if is_html else f"<p>{escape(mattext.text, quote=False)}</p>"


def _inline(html: str) -> str:
    """Without the one paragraph that it is."""
    stripped = html.strip()
    inner = stripped.removeprefix("<p>").removesuffix("</p>")
    return inner if stripped.startswith("<p>") and "<p" not in inner else stripped
