"""What a list of notifications becomes in the browser: its script's own tests, run in Node."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_list_of_notifications() -> None:
    node = Path(sys.executable).with_name("node")
    finished = subprocess.run(
        [node, "--no-warnings", "--test", HERE / "list.test.mjs"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stdout + finished.stderr
