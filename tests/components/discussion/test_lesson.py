"""What a lesson's talk becomes in the browser: its scripts' own tests, run in Node."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_talk_and_its_marks() -> None:
    node = Path(sys.executable).with_name("node")
    finished = subprocess.run(
        [node, "--no-warnings", "--test", HERE / "lesson.test.mjs"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stdout + finished.stderr
