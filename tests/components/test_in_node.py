"""The logic of our scripts, without a browser: the tests beside this file that Node runs."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.test.mjs")), ids=lambda path: path.stem)
def test_scripts(path: Path) -> None:
    node = Path(sys.executable).with_name("node")
    command = [str(node), "--no-warnings", "--test", str(path)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
