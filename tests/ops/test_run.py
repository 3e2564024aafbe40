"""`bin/run` on real processes: it says `ready:` when all works, raises what falls, ends everything, and refuses in sentences."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import time
from pathlib import Path

import psutil
import pytest

from tests.builders import mail
from tests.parts.desk import Desk, environment, running_desk, started
from tests.parts.process import accepts, end, free_port, wait_until

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run that has ended."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    with running_desk(folder, "--no-demo"):
        return folder


@pytest.fixture
def folder(tmp_path: Path, prepared: Path) -> Path:
    """Give a folder as a first run has left it, so that not each test has to prepare a database."""
    shutil.copytree(prepared, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Give the path of a folder that is not there yet."""
    return tmp_path / "data"


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def refusal(*options: str, **variables: str) -> tuple[int, str, str]:
    """Start with these options and wait for the end; give exit code, standard output and standard error."""
    with started(options, **variables) as process:
        output, error = process.communicate(timeout=60)
    return process.returncode, output, error


def options(folder: Path, **changed: int) -> list[str]:
    port, smtp_port = changed.get("port") or free_port(), changed.get("smtp_port") or free_port()
    return ["--data", str(folder), "--port", str(port), "--smtp-port", str(smtp_port), "--no-demo"]


def test_a_mail_to_the_door_is_an_acknowledged_case_within_five_seconds(desk: Desk):
    desk.send(mail())
    begun = time.monotonic()
    wait_until(
        lambda: desk.ledger()["outbox"]["by_state"] == {"sent": 1}, seconds=10, what="the acknowledgement leaves"
    )
    assert time.monotonic() - begun < 5
    assert desk.ledger()["cases"]["total"] == 1
    assert len(desk.sent()) == 1


def test_the_pages_answer_at_both_names_of_this_machine(desk: Desk):
    assert "Log in" in desk.get("/admin/login/")
    port = int(desk.url.rpartition(":")[2])
    assert accepts(port)


def test_every_part_runs_as_a_process_of_its_own_and_logs_into_a_file_of_its_own(desk: Desk):
    assert set(desk.children()) == {"broker", "worker", "beat", "web", "smtp_door"}
    logs = {path.name for path in (desk.data / "logs").iterdir()}
    assert {"broker.log", "worker.log", "beat.log", "web.log", "smtp_door.log"} <= logs


def test_what_a_run_writes_is_for_its_owner_alone(desk: Desk):
    open_to_others = [path for path in [desk.data, *desk.data.rglob("*")] if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    # The door's socket and Python's own temporary names aside, nothing may be readable by others.
    assert [path.name for path in open_to_others if not path.is_socket()] == []


def test_the_demo_logins_are_four_and_lie_in_a_file_of_mode_0600(desk: Desk):
    assert set(desk.logins) == {"officer", "dpo", "manager", "admin"}
    assert all(set(login) == {"username", "password"} for login in desk.logins.values())
    assert stat.S_IMODE((desk.data / "logins.json").stat().st_mode) == 0o600


def test_the_broker_listens_on_no_port_and_keeps_an_append_only_file(desk: Desk):
    broker = desk.children()["broker"]
    assert [each for each in broker.net_connections(kind="tcp") if each.status == psutil.CONN_LISTEN] == []
    assert list((desk.data / "broker").rglob("*.aof"))


@pytest.mark.parametrize("part", ["smtp_door", "web", "beat", "worker", "broker"])
def test_a_part_that_is_killed_is_started_again_and_works(desk: Desk, part: str):
    before = desk.children()[part].pid
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: part in desk.children() and desk.children()[part].pid != before, seconds=20, what=part)
    known = desk.ledger()["arrivals"]["total"]
    wait_until(
        lambda: accepts(desk.smtp_port) and accepts(int(desk.url.rpartition(":")[2])), seconds=20, what="the doors"
    )
    desk.send(mail(text=f"Please delete my data. ({part})", message_id=f"<{part}@example.com>"))
    wait_until(
        lambda: (
            desk.ledger()["arrivals"]["by_state"].get("received", 0) == 0
            and desk.ledger()["arrivals"]["total"] == known + 1
        ),
        seconds=40,
        what="the mail is worked on",
    )


def test_the_end_is_clean_and_leaves_no_process(folder):
    with running_desk(folder, "--no-demo") as desk:
        processes = desk.family()
        assert len(processes) >= 7
        desk.process.send_signal(signal.SIGTERM)
        assert desk.process.wait(timeout=30) == 0
        assert living(processes) == []


def test_ctrl_c_ends_as_cleanly(folder):
    with running_desk(folder, "--no-demo") as desk:
        processes = desk.family()
        desk.process.send_signal(signal.SIGINT)
        assert desk.process.wait(timeout=30) == 0
        assert living(processes) == []


def test_killing_the_run_itself_leaves_no_process_and_the_next_start_waits_for_the_last_of_them(folder):
    with running_desk(folder, "--no-demo") as desk:
        processes = desk.family()
        desk.process.kill()
        desk.process.wait()
        with running_desk(folder, "--no-demo"):
            assert living(processes) == []


def test_logins_and_data_outlive_a_restart_and_the_passwords_still_work(folder):
    with running_desk(folder, "--no-demo") as desk:
        desk.send(mail())
        wait_until(lambda: desk.ledger()["cases"]["total"] == 1, seconds=20, what="the case is opened")
        logins = desk.logins
    with running_desk(folder, "--no-demo") as desk:
        assert desk.logins == logins
        assert desk.ledger()["cases"]["total"] == 1
        code = (
            "import json, sys; from django.contrib.auth import authenticate; "
            "print(sorted(key for key, login in json.load(sys.stdin).items() if authenticate(**login)))"
        )
        known = json.dumps(logins)
        assert desk.manage("shell", "--no-imports", "-c", code, stdin=known).strip() == str(sorted(logins))


def test_a_first_start_loads_demo_cases_through_the_doors_and_a_second_adds_none(empty):
    with running_desk(empty) as desk:
        first = desk.ledger()
        assert first["cases"]["total"] >= 8
        assert len(first["cases"]["by_state"]) >= 3
    with running_desk(empty) as desk:
        assert desk.ledger()["cases"]["total"] == first["cases"]["total"]


def test_a_folder_whose_path_is_too_long_for_a_socket_works_too(tmp_path):
    deep = tmp_path / ("a folder with a long name " * 4).strip() / "data"
    with running_desk(deep, "--no-demo") as desk:
        assert not (deep / "broker.sock").exists()
        desk.send(mail())
        wait_until(lambda: desk.ledger()["cases"]["total"] == 1, seconds=20, what="the case is opened")


def test_a_broker_file_that_cannot_be_read_is_set_aside_and_the_desk_starts(folder):
    assert list((folder / "broker").rglob("*.manifest"))
    for path in (folder / "broker").rglob("*.manifest"):
        path.write_text("nonsense\n")
    with running_desk(folder, "--no-demo") as desk:
        assert "broker" in desk.children()


def test_a_second_run_on_the_same_folder_is_refused(desk: Desk):
    code, output, error = refusal(*options(desk.data))
    assert (code, output) == (1, "")
    assert error == (
        f"The data folder {desk.data} is in use by another run (process {desk.process.pid}). "
        "Stop that one first, or name another folder with --data.\n"
    )


@pytest.mark.parametrize(("name", "option"), [("port", "--port"), ("smtp_port", "--smtp-port")])
def test_a_port_in_use_is_refused_with_a_sentence(empty, name, option):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output, error = refusal(*options(empty, **{name: port}))
    assert (code, output) == (1, "")
    assert error == (
        f"Port {port} at 127.0.0.1 cannot be used (address already in use). "
        f"End the program that has it, or name another port with {option}.\n"
    )


def test_a_wrong_setting_is_refused_with_its_sentence(empty):
    code, output, error = refusal(*options(empty), UNDO_SECONDS="soon")
    assert (code, output) == (1, "")
    assert error == 'Settings: UNDO_SECONDS is "soon", but should be a whole number from 0 to 3600.\n'


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--port", "eighty", '"eighty" is not a port from 1 to 65535'),
        ("--host", "example", '"example" is not an address such as 127.0.0.1 or 0.0.0.0'),
        ("--data", "manage.py", '"manage.py" is a file, but should be a folder'),
    ],
)
def test_a_wrong_option_is_refused_with_a_sentence(option, value, sentence):
    code, _, error = refusal(option, value)
    assert code == 2
    assert error.endswith(f"bin/run: error: argument {option}: {sentence}\n")


def test_a_part_that_cannot_start_ends_the_start_with_its_own_words(folder):
    code, output, error = refusal(*options(folder), SMTP_DOOR_HOST="0.0.0.0")
    assert (code, output) == (1, "")
    assert "smtp_door ended with code 1 before it worked." in error
    assert "SMTP_DOOR_ALLOW" in error


def test_beyond_loopback_there_are_no_demo_logins_and_it_says_how_to_make_one(empty):
    port = free_port()
    with started(
        [*options(empty, port=port), "--host", "0.0.0.0"], PUBLIC_URL=f"http://desk.example:{port}"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == f"ready: http://desk.example:{port}/\n"
        end(process)
        words = process.stderr.read()
    assert not (empty / "logins.json").exists()
    assert "manage.py createsuperuser" in words
    with sqlite3.connect(empty / "claims.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM cases_user").fetchone() == (0,)


def test_a_database_of_an_older_code_is_brought_up_to_date(folder):
    with sqlite3.connect(folder / "claims.sqlite3") as database:
        database.execute("DELETE FROM auth_group_permissions")
    (folder / "prepared.json").write_text('{"digest": "of another code"}\n')
    with running_desk(folder, "--no-demo"), sqlite3.connect(folder / "claims.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM auth_group_permissions").fetchone() > (0,)


def test_the_test_settings_do_not_leak_into_a_run():
    assert "DATABASE_URL" not in environment(None)
