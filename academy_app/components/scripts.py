"""JavaScript that stands beside its Python: put where the bundler finds it."""

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
        place.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may start at once: each renames a link of its own into place.
        mine = place.with_name(f".{uuid4().hex}")
        mine.symlink_to(source)
        mine.replace(place)
    return f"$/public/external/{place.relative_to(EXTERNAL).as_posix()}"
