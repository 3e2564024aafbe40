"""`bin/run` and `bin/test` before anything is installed: what they make, install, refuse and hand on."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

BIN = Path(__file__).resolve().parents[2] / "bin"


def script(name: str) -> Any:
    """Load a module of bin/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"bin_{name}", BIN / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def environment(tmp_path, monkeypatch) -> Any:
    """Give bin/environment.py at work on an empty folder, where commands are noted instead of run."""
    module = script("environment")
    module.BASE, module.VENV, module.ran = tmp_path, tmp_path / ".venv", []
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"{lock}\n")

    def run(command: list[str], sentence: str) -> None:
        module.ran.append(" ".join(command))
        if "venv" in command:
            (module.VENV / "bin").mkdir(parents=True)
            (module.VENV / "bin" / "python").touch()

    monkeypatch.setattr(module, "_run", run)
    return module


def test_the_first_time_makes_the_environment_and_installs_the_lock_with_hashes(environment):
    python = environment.python_with("requirements.txt")
    made, installed = environment.ran
    assert python == environment.VENV / "bin" / "python"
    assert "-m venv" in made
    assert "--require-hashes" in installed
    assert installed.endswith("requirements.txt")


def test_a_lock_that_is_as_it_was_is_not_installed_again(environment):
    environment.python_with("requirements.txt")
    environment.ran.clear()
    environment.python_with("requirements.txt")
    assert environment.ran == []


def test_a_lock_that_has_changed_is_installed_again(environment):
    environment.python_with("requirements.txt", "requirements-dev.txt")
    environment.ran.clear()
    (environment.BASE / "requirements-dev.txt").write_text("changed\n")
    environment.python_with("requirements.txt", "requirements-dev.txt")
    (installed,) = environment.ran
    assert installed.endswith("requirements-dev.txt")


def test_an_installation_that_fails_is_a_sentence_and_is_tried_again_next_time(tmp_path):
    module = script("environment")
    module.BASE, module.VENV = tmp_path, tmp_path / ".venv"
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to("/bin/false")
    (tmp_path / "requirements.txt").touch()
    with pytest.raises(SystemExit, match=r"pip could not install requirements\.txt"):
        module.python_with("requirements.txt")
    assert list((tmp_path / ".venv").glob("installed-*")) == []


def test_an_old_python_is_refused_with_a_sentence(environment, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"This needs Python 3\.11 or newer, and .* is 3\.10\."):
        environment.python_with("requirements.txt")


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_commands_are_programs_of_the_persons_own_python(name):
    path = BIN / name
    assert path.read_text().startswith("#!/usr/bin/env python3\n")
    assert path.stat().st_mode & 0o111 == 0o111


@pytest.fixture
def suite(monkeypatch) -> Any:
    """Give bin/suite.py with pytest's runs noted as (arguments, database) instead of run."""
    module = script("suite")
    module.runs, module.codes = [], []

    def run(arguments: list[str], environment: dict[str, str] | None = None) -> int:
        engine = (environment or {}).get("DATABASE_URL", "sqlite").partition(":")[0]
        module.runs.append((" ".join(arguments), engine))
        return module.codes.pop(0) if module.codes else 0

    monkeypatch.setattr(module, "_pytest", run)
    return module


def test_without_arguments_both_engines_and_the_processes_are_tested(suite):
    assert suite.main([]) == 0
    assert suite.runs == [
        ("-n 2 -m not stack", "sqlite"),
        ("-n 2 -m not stack --database-only", "postgresql"),
        ("-m stack", "sqlite"),
    ]


def test_all_asks_every_run_for_every_part(suite):
    suite.main(["--all"])
    assert all("--all-parts" in arguments for arguments, _ in suite.runs)
    assert len(suite.runs) == 3


def test_the_first_run_that_fails_has_the_last_word(suite):
    suite.codes = [1]
    assert suite.main([]) == 1
    assert len(suite.runs) == 1


def test_arguments_are_handed_to_pytest_once(suite):
    suite.main(["tests/law", "-k", "leap", "-x"])
    assert suite.runs == [("tests/law -k leap -x", "sqlite")]


def test_setup_only_runs_nothing(suite):
    assert suite.main(["--setup-only"]) == 0
    assert suite.runs == []
