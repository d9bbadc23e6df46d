"""What every bench shares: its options, its figures, and the name of the machine."""

import argparse
import json
import os
import platform
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any


def is_quick() -> bool:
    """Whether a short look was asked for; its figures are rough."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rough figures")
    return bool(parser.parse_args().quick)


def figure(name: str, value: float, unit: str, **more: Any) -> None:
    """Print one figure as a line of JSON. `more` may hold a `limit` that was promised."""
    line = {"bench": name, "value": round(value, 3), "unit": unit, **more, "machine": machine()}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def percentile(samples: Iterable[float], share: float) -> float:
    """The value that `share` (0 to 1) of the samples do not exceed."""
    ranked = sorted(samples)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def spread(name: str, samples: Sequence[float], unit: str, **more: Any) -> None:
    """The median and the 95th percentile of `samples`, as two figures."""
    figure(f"{name}.p50", percentile(samples, 0.50), unit, n=len(samples), **more)
    figure(f"{name}.p95", percentile(samples, 0.95), unit, n=len(samples), **more)


@lru_cache
def machine() -> str:
    """Processor, cores, system and Python: enough to tell two machines apart."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    """Linux names it in a file of its own; other systems through `platform`."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
