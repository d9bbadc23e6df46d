"""Scripts beside their Python are linked to where the bundler looks."""

from pathlib import Path

import pytest

from academy_app.components import scripts


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(scripts, "ROOT", tmp_path)
    monkeypatch.setattr(scripts, "EXTERNAL", tmp_path / "assets" / "external")
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "player.js").write_text("export const one = 1")
    return tmp_path


def test_a_script_is_linked_and_named(checkout: Path) -> None:
    source = checkout / "room" / "player.js"
    for _ in range(2):
        assert scripts.linked(source) == "$/public/external/room/player.js"
    place = checkout / "assets" / "external" / "room"
    assert (place / "player.js").read_text() == source.read_text()
    assert [path.name for path in place.iterdir()] == ["player.js"]


def test_a_link_of_a_moved_checkout_is_mended(checkout: Path) -> None:
    place = checkout / "assets" / "external" / "room" / "player.js"
    place.parent.mkdir(parents=True)
    place.symlink_to(checkout / "gone" / "player.js")
    scripts.linked(checkout / "room" / "player.js")
    assert place.resolve() == checkout / "room" / "player.js"
