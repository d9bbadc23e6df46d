"""What is left out of the bundle, and what Reflex must still write for that."""

from pathlib import Path

import pytest

from academy_app.cli import lean
from academy_app.cli.front_end import STATIC, WEB

CONFIG = """export default {
  output: {
        codeSplitting: {
          groups: [
            {
              test: /env.json/,
            },
          ],
        },
  },
  resolve: {
    alias: [
      { find: "$" },
    ],
  },
};
"""
ENTRY = """import { startTransition } from "react";

startTransition(() => {
  hydrateRoot(document, createElement(HydratedRouter));
});
"""


def test_the_bundler_is_told_once() -> None:
    changed = lean.leaner(CONFIG)
    assert changed.count('find: "@emotion/react"') == 1
    assert changed.count('name: "base"') == 1
    assert lean.leaner(changed) == changed


@pytest.mark.parametrize("missing", ["alias: [", "groups: ["])
def test_another_configuration_is_no_secret(missing: str) -> None:
    with pytest.raises(RuntimeError, match=missing.split(":", maxsplit=1)[0]):
        lean.leaner(CONFIG.replace(missing, "other: ["))


def test_the_browser_begins_at_once() -> None:
    changed = lean.at_once(ENTRY)
    assert "startTransition(()" not in changed
    assert changed.endswith("hydrateRoot(document, createElement(HydratedRouter));\n")
    assert lean.at_once(changed) == changed
    with pytest.raises(RuntimeError):
        lean.at_once("startTransition(function () {})")


@pytest.mark.skipif(not STATIC.exists(), reason="the front end is not built")
def test_nothing_of_ours_is_styled_by_what_was_left_out() -> None:
    """An element with a `css` of its own would lose it."""
    drawn = [*(WEB / "app").rglob("*.jsx"), *(WEB / "app_components").rglob("*.jsx")]
    assert drawn
    assert [file.name for file in drawn if "css:" in file.read_text("utf-8")] == []


@pytest.mark.skipif(not STATIC.exists(), reason="the front end is not built")
def test_plain_scripts_travel_without_their_comments() -> None:
    built = STATIC / "external" / "plain.js"
    source = Path(lean.__file__).parents[2] / "assets" / "external" / "plain.js"
    assert 1000 < built.stat().st_size < source.stat().st_size * 0.7
    assert "/**" not in built.read_text("utf-8")
