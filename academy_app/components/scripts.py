"""JavaScript that stands beside its Python: put where the bundler finds it."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
EXTERNAL = ROOT / "assets" / "external"


def linked(source: Path) -> str:
    """Link `source` into the assets; what a component's `library` says to import it.

    `rx.asset(shared=True)` does the same and walks the whole call stack for each file to learn
    who asks: with thirty of them that was most of a start's time.
    """
    place = EXTERNAL / source.resolve().relative_to(ROOT)
    if not place.exists() or place.resolve() != source.resolve():
        mine = _beside(place)
        mine.symlink_to(source)
        mine.replace(place)
    return f"$/public/external/{place.relative_to(EXTERNAL).as_posix()}"


def together(name: str, sources: Sequence[str]) -> str:
    """Scripts of `assets/` as one, so that a page asks once for them; its address."""
    place = EXTERNAL / name
    text = "\n".join((EXTERNAL.parent / source).read_text("utf-8") for source in sources)
    if not place.exists() or place.read_text("utf-8") != text:
        mine = _beside(place)
        mine.write_text(text, "utf-8")
        mine.replace(place)
    return f"/{EXTERNAL.name}/{name}"


def _beside(place: Path) -> Path:
    """Where to make what shall stand at `place`: several processes may start at once, and each
    renames its own into place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.with_name(f".{uuid4().hex}")
