"""How fast mail becomes cases, beside django-helpdesk: the same mails, the same PostgreSQL, one process each.

    python bench/intake.py [--runs 3] [--mails 1000] [--beside 1000000] [--peer-python PATH]

Starts a PostgreSQL of its own with fsync on. Prints JSON lines: each run of ours and of the peer in turn, the second delivery
of the same mails, two workers beside one, and each limit with what was reached; the ratios count, since a shared machine gives
no other steady figures. `--beside` also feeds, in turn with an empty database, one that holds so many cases with three messages
each, which takes minutes to fill. `--peer-python` names an interpreter that has the peer; else one is made in a temporary folder.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))

from bench.mails import SEED, Writer
from bench.peer import Peer
from tests.parts.postgres import postgres_server

SAFE = ("shared_buffers=1GB", "work_mem=32MB", "jit=off", "max_wal_size=2GB", "max_connections=60")
RATIO, CPU_MS, AGAIN_PER_S, TWO_WORKERS, RSS_MB, BESIDE = 3.5, 9.0, 1000, 1.3, 300, 0.9
Figures = dict[str, Any]


def main() -> int:
    """Run all and print; exit 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--beside", type=int, default=0)
    parser.add_argument("--peer-python", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claims-bench-") as folder, postgres_server(SAFE) as url:
        bench = Bench(Path(folder), url)
        Writer(SEED).write(bench.mails, given.mails)
        for number in range(given.runs):
            bench.ours(f"ours{number}")
            bench.peer(f"peer{number}", given.peer_python)
        bench.again("ours0")
        bench.two_workers()
        if given.beside:
            bench.beside(given.beside, runs=given.runs)
        return verdict(bench.told)


class Bench:
    """The folder and the server of one benchmark, and what it found."""

    def __init__(self, folder: Path, url: str) -> None:
        self.mails = folder / "mails"
        self.told: dict[str, list[Figures]] = {}
        self._folder, self._url = folder, url

    def ours(self, name: str) -> None:
        """Feed our intake on a fresh database."""
        self._prepare(name)
        self._tell("ours", self._figures(self._feed(name)))

    def peer(self, name: str, python: Path | None) -> None:
        """Feed the peer on a fresh database."""
        self._create(name)
        port = int(self._url.rsplit(":", 1)[1].split("/")[0])
        self._tell("peer", Peer(self._folder / name, port=port, database=name, python=python).feed(self.mails))

    def again(self, name: str) -> None:
        """Deliver the same mails once more to a database that has them."""
        self._tell("again", self._figures(self._feed(name, "--again")))

    def two_workers(self) -> None:
        """Feed one worker half of the threads, then two at once half each; compare messages a second."""
        self._prepare("single")
        one = self._figures(self._feed("single", "--share", "0/2"))
        self._prepare("double")
        both = [self._feed("double", "--share", f"{share}/2") for share in (0, 1)]
        done = [self._figures(worker) for worker in both]
        rate = sum(figures["messages"] for figures in done) / max(figures["seconds"] for figures in done)
        ratio = round(rate / one["per_s"], 2)
        self._tell("workers", {"one_per_s": one["per_s"], "two_per_s": round(rate, 1), "ratio": ratio})

    def beside(self, cases: int, *, runs: int) -> None:
        """Feed a database that holds many cases already and an empty one in turn; compare messages a second."""
        self._prepare("full")
        command = [sys.executable, str(BASE / "bench" / "beside.py"), str(cases)]
        subprocess.run(command, cwd=BASE, env=self._variables("full"), check=True)
        for number in range(runs):
            self._create(f"full{number}", like="full")
            self._tell("full", self._figures(self._feed(f"full{number}")))
            self._drop(f"full{number}")
            self._prepare(f"empty{number}")
            self._tell("empty", self._figures(self._feed(f"empty{number}")))

    def _tell(self, kind: str, figures: Figures) -> None:
        self.told.setdefault(kind, []).append(figures)
        print(json.dumps({"what": kind} | figures), flush=True)

    def _figures(self, worker: "subprocess.Popen[str]") -> Figures:
        told: Figures = json.loads(worker.communicate()[0])
        return told

    def _create(self, name: str, *, like: str = "template1") -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')

    def _drop(self, name: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}"')

    def _prepare(self, name: str) -> None:
        self._create(name)
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=BASE, env=self._variables(name), check=True)

    def _feed(self, name: str, *options: str) -> "subprocess.Popen[str]":
        command = [sys.executable, str(BASE / "bench" / "feed.py"), str(self.mails), *options]
        return subprocess.Popen(command, cwd=BASE, env=self._variables(name), stdout=subprocess.PIPE, text=True)

    def _variables(self, name: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"{self._url.rsplit('/', 1)[0]}/{name}",
            "DATA_DIR": str(self._folder / name / "data"),
            "SECRET_KEY": "of-the-benchmark-only-" + "x" * 50,
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "REDIS_URL": "redis://127.0.0.1:1/0",  # nobody listens: the bell is no part of this measure
            "LOG_LEVEL": "ERROR",
        }


def verdict(told: dict[str, list[Figures]]) -> int:
    """Print each limit with what was reached; give 1 when one is passed."""
    ours, again, workers = told["ours"], told["again"][0], told["workers"][0]
    ratio = _median(ours, "per_s") / _median(told["peer"], "per_s")
    cpu = _median(ours, "cpu_ms") + _median(ours, "child_cpu_ms")
    checks = [
        (f"messages/s >= {RATIO} times the peer's", ratio, ratio >= RATIO),
        (f"processor time per message <= {CPU_MS} ms", cpu, cpu <= CPU_MS),
        (f"worker memory <= {RSS_MB} MB", _median(ours, "rss_mb"), _median(ours, "rss_mb") <= RSS_MB),
        ("second delivery adds nothing", again["new"], again["new"] == 0),
        (f"second delivery >= {AGAIN_PER_S}/s", again["per_s"], again["per_s"] >= AGAIN_PER_S),
        (f"two workers >= {TWO_WORKERS} times one", workers["ratio"], workers["ratio"] >= TWO_WORKERS),
    ]
    if "full" in told:
        ratio = _median(told["full"], "per_s") / _median(told["empty"], "per_s")
        checks.append((f"beside many cases >= {BESIDE} times the empty rate", ratio, ratio >= BESIDE))
    for what, reached, holds in checks:
        print(f"{'holds' if holds else 'FAILS'}: {what}: {reached:.4g}")
    return 0 if all(holds for _, _, holds in checks) else 1


def _median(runs: list[Figures], name: str) -> float:
    return statistics.median(run[name] for run in runs)


if __name__ == "__main__":
    sys.exit(main())
