"""Leave out of the built front end what no page of ours needs."""

import re
import subprocess
from pathlib import Path
from typing import Any, Final

from reflex.plugins import Plugin
from reflex.utils import path_ops, prerequisites
from reflex_base import constants

_ALIASES: Final = "    alias: [\n"
_PLAIN_JSX: Final = """\
      {
        find: "@emotion/react",
        replacement: fileURLToPath(new URL("./public/jsx.js", import.meta.url)),
      },
"""
_GROUPS: Final = "          groups: [\n"
# What every page runs on in two scripts instead of eight, and a page's texts apart from them, which
# are not needed to begin; formulas and streams are for few. pages/first_look.py tells the order.
_CHUNKS: Final = """\
            { test: /node_modules[\\\\/]i18next[\\\\/]/, name: "texts" },
            { test: /node_modules[\\\\/](react|react-dom|scheduler)[\\\\/]/, name: "react" },
            { test: /node_modules[\\\\/](?!katex|hls\\.js)/, name: "base" },
"""
_START: Final = re.compile(r"startTransition\(\(\) => \{\s*(hydrateRoot\(.*\);)\s*\}\);")
# Vite bundles with it, so it is there; its own copies of plain files stay as they were written.
_MINIFY: Final = """
import { readFileSync, writeFileSync } from "node:fs";
import { minifySync } from "rolldown/utils";
for (const file of process.argv.slice(1)) {
  const { code, errors } = minifySync(file, readFileSync(file, "utf-8"));
  if (errors.length) throw new Error(`${file}: ${errors[0].message}`);
  writeFileSync(file, code);
}
"""


class LeanPlugin(Plugin):
    """Takes emotion out of the bundle, and comments out of the scripts beside it."""

    def pre_compile(self, **context: Any) -> None:
        """Let elements be made by React alone, which assets/jsx.js explains, and begin at once."""
        context["add_modify_task"](constants.ReactRouter.VITE_CONFIG_FILE, leaner)
        context["add_modify_task"](constants.Embed.ENTRY_PATH, at_once)

    def post_build(self, **context: Any) -> None:
        """Minify the scripts that pages load as they are."""
        built = Path(context["static_dir"]).resolve()
        scripts = sorted([*built.glob("*.js"), *built.glob("external/*.js")])
        node = path_ops.get_node_path()
        if node is None:
            raise RuntimeError("Node.js is gone since the build")
        subprocess.run(
            [node, "--input-type=module", "--eval", _MINIFY, "--", *scripts],
            cwd=prerequisites.get_web_dir(),
            check=True,
        )


def leaner(vite_config: str) -> str:
    """Vite's configuration with our changes. Raises RuntimeError when Reflex no longer writes what
    we expect."""
    for anchor, addition in ((_ALIASES, _PLAIN_JSX), (_GROUPS, _CHUNKS)):
        if addition in vite_config:
            continue
        if anchor not in vite_config:
            raise RuntimeError(f"Reflex's Vite configuration has no {anchor.strip()!r} to add to")
        vite_config = vite_config.replace(anchor, anchor + addition, 1)
    return vite_config


def at_once(entry: str) -> str:
    """The browser's first lines without a transition, which gives way to everything else while
    the socket waits for it: the shell is empty anyway. Raises RuntimeError as above."""
    changed, count = _START.subn(r"\1", entry)
    if not count and "startTransition(" in entry:
        raise RuntimeError("Reflex begins in the browser in another way than we know")
    return changed
