"""The front end is built when what it is made of changes, and speaks to where it came from."""

from pathlib import Path

import pytest

from academy_app.cli import front_end
from academy_app.cli.same_origin import SameOriginPlugin, from_the_page
from academy_app.core.settings import settings


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with a finished build."""
    root = tmp_path / "checkout"
    for name in (
        "rxconfig.py", "requirements.txt", "assets/locales/en.json", "assets/external/x.js",
        "academy_app/pages/home.py", "academy_app/components/player/player.js",
        "academy_app/services/learning.py", "reflex.lock/package.json",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("before")
    monkeypatch.setattr(front_end, "ROOT", root)
    monkeypatch.setattr(front_end, "STATIC", root / ".web/build/client")
    monkeypatch.setattr(front_end, "KEY", root / ".web/build/key")
    front_end.STATIC.mkdir(parents=True)
    front_end.KEY.write_text(front_end.key())
    return root


@pytest.mark.parametrize(
    "name",
    [
        "rxconfig.py", "requirements.txt", "assets/locales/en.json", "assets/new.css",
        "academy_app/pages/home.py", "academy_app/components/player/player.js",
        "academy_app/academy_app.py", "reflex.lock/package.json",
    ],
)  # fmt: skip
def test_a_change_of_the_front_end_asks_for_a_build(checkout: Path, name: str) -> None:
    assert front_end.is_current()
    (checkout / name).write_text("after")
    assert not front_end.is_current()


@pytest.mark.parametrize("name", ["academy_app/services/learning.py", "assets/external/x.js"])
def test_a_change_behind_the_front_end_does_not(checkout: Path, name: str) -> None:
    (checkout / name).write_text("after")
    assert front_end.is_current()


def test_a_setting_that_pages_hold_asks_for_a_build(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACADEMY_SITE_NAME", "School")
    settings.cache_clear()
    assert not front_end.is_current()


def test_an_unfinished_build_is_none(checkout: Path) -> None:
    front_end.KEY.unlink()
    assert not front_end.is_current()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{PING:"http://same-origin.invalid/ping"}', '{PING:(globalThis.location.origin+"/ping")}'),
        (
            "E:`ws://same-origin.invalid/_event`",
            'E:(globalThis.location.origin.replace(/^http/,"ws")+"/_event")',
        ),
        ('"http://elsewhere.invalid/ping"', '"http://elsewhere.invalid/ping"'),
    ],
)
def test_addresses_come_from_the_page(before: str, after: str) -> None:
    assert from_the_page(before) == after


def test_a_bundle_without_addresses_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "chunk.js").write_text("nothing here")
    with pytest.raises(RuntimeError):
        SameOriginPlugin().post_build(static_dir=tmp_path)
