"""Run the benches, each in a process of its own: `python -m bench [--quick] [name ...]`."""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NO_BENCH = {"__init__", "__main__", "common", "site"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rough figures")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of: {', '.join(benches())}")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(benches()):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    failed = [name for name in chosen.names or benches() if not run(name, quick=chosen.quick)]
    for name in failed:
        print(f"bench failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def benches() -> list[str]:
    """Every script beside this one that measures something."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_BENCH)


def run(name: str, *, quick: bool) -> bool:
    command = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if quick else [])]
    return subprocess.run(command, cwd=HERE.parent, check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
