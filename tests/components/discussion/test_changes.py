"""What news makes of lists and threads, run in Node."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_scripts_of_the_community() -> None:
    node = Path(sys.executable).with_name("node")
    finished = subprocess.run(
        [node, "--no-warnings", "--test", HERE / "changes.test.mjs"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stdout + finished.stderr
