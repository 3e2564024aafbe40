"""Measures how long `bin/run` takes until it says `ready:`: the first start in an empty folder, then starts with all there.

    .venv/bin/python bench/start.py [--starts 5]

Limits: the first start after installing within 20 s, a later one within 4 s (median of 5) on 2 cores.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.parts.desk import running_desk

FIRST_LIMIT, LATER_LIMIT = 20.0, 4.0


def main() -> int:
    """Print each time and the verdict; exit 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description="Measures the start of the desk.")
    parser.add_argument("--starts", type=int, default=5)
    starts = parser.parse_args().starts
    with tempfile.TemporaryDirectory(prefix="claims-start-") as folder:
        first, *later = [seconds_until_ready(Path(folder) / "data") for _ in range(starts + 1)]
    median = statistics.median(later)
    print(f"first start: {first:.2f} s (limit {FIRST_LIMIT:.0f})")
    print(
        f"later starts: {', '.join(f'{each:.2f}' for each in later)} s; median {median:.2f} (limit {LATER_LIMIT:.0f})"
    )
    return 0 if first <= FIRST_LIMIT and median <= LATER_LIMIT else 1


def seconds_until_ready(data: Path) -> float:
    """Start, wait for `ready:`, end; give the seconds between start and `ready:`."""
    begun = time.monotonic()
    with running_desk(data):
        return time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
