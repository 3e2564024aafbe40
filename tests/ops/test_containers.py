"""Dockerfile and compose.yaml name settings, paths and commands that exist. (No image can be built where the tests run.)"""

import re
import shutil
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from tests.architecture.drawing import ROOMS
from tests.ops.names import settings_read
from tests.parts.compose import BASE, composed, our_services

DOCKERFILE = (BASE / "Dockerfile").read_text(encoding="utf-8")
# Read by Python and Django themselves, before any setting of ours.
NOT_OURS = {"PATH", "PYTHONUNBUFFERED", "DJANGO_SETTINGS_MODULE", "PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}
SERVICES = our_services()


def image_variables() -> dict[str, str]:
    """Give what the image's ENV lines set."""
    lines = re.findall(r"^ENV (.+?)(?<!\\)$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    return dict(pair.split("=", 1) for line in lines for pair in line.replace("\\\n", " ").split())


def without_file(name: str) -> str:
    """Give the setting that a NAME_FILE stands for."""
    return name.removesuffix("_FILE") if name not in settings_read() else name


def programs(service: str) -> list[list[str]]:
    """Give the command lines of a service, also those that a shell runs one after another."""
    words = SERVICES[service]["command"]
    if words[:2] == ["sh", "-c"]:
        return [line.split() for line in words[2].split(" && ")]
    return [words]


COMMANDS = [(service, words) for service in SERVICES for words in programs(service)]


def test_the_image_sets_only_settings_that_the_code_reads():
    assert {without_file(name) for name in image_variables()} - NOT_OURS <= settings_read()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_sets_only_settings_that_the_code_reads(service):
    assert {without_file(name) for name in SERVICES[service]["environment"]} <= settings_read()


def test_what_compose_takes_from_the_environment_are_settings_too():
    text = (BASE / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= settings_read()


@pytest.mark.parametrize("service", SERVICES)
def test_every_secret_file_is_a_secret_that_the_service_is_given(service):
    given = {f"/run/secrets/{name}" for name in SERVICES[service]["secrets"]}
    asked_for = {
        value for name, value in SERVICES[service]["environment"].items() if str(value).startswith("/run/secrets/")
    }
    assert asked_for == given
    assert set(SERVICES[service]["secrets"]) <= set(composed()["secrets"])


def test_no_secret_stands_in_compose_or_dockerfile():
    values = [str(value) for service in SERVICES.values() for value in service["environment"].values()]
    assert not [value for value in values if re.search(r"://[^/]*:[^/@]*@", value)]
    assert "SECRET_KEY" not in image_variables()


@pytest.mark.parametrize(
    ("service", "words"), COMMANDS, ids=[f"{name}: {' '.join(line[:4])}" for name, line in COMMANDS]
)
def test_every_command_exists(service, words):
    program, *rest = words
    assert (Path(sys.executable).parent / program).exists() or program == "python"
    if program == "python":
        assert rest[0] == "manage.py"
        assert rest[1] in get_commands()
    elif program == "gunicorn":
        assert find_spec(rest[rest.index("--config") + 1].removeprefix("python:"))
    else:
        assert (program, rest[rest.index("-A") + 1]) == ("celery", "config")


def test_the_images_own_command_is_the_web_service():
    (words,) = re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    assert eval(words) == SERVICES["web"]["command"]


def test_each_queue_has_exactly_one_worker_service():
    served = [words[words.index("--queues") + 1] for _, words in COMMANDS if "worker" in words]
    assert sorted(served) == sorted(settings.QUEUES)


def test_there_is_one_beat():
    assert [service for service, words in COMMANDS if "beat" in words] == ["beat"]


def test_what_must_outlive_a_container_lies_on_volumes():
    image = image_variables()
    mounted = {volume.split(":")[1] for volume in SERVICES["web"]["volumes"]}
    assert {image["DATA_DIR"], image["KEY_DIR"]} == mounted
    assert f"VOLUME {sorted(mounted)}".replace("'", '"') in DOCKERFILE
    schedule = SERVICES["beat"]["command"][-1]
    assert schedule.startswith(image["DATA_DIR"] + "/")


def test_keys_and_data_lie_on_different_volumes():
    names = {volume.split(":")[1]: volume.split(":")[0] for volume in SERVICES["web"]["volumes"]}
    assert names["/keys"] != names["/data"]
    assert set(names.values()) <= set(composed()["volumes"])


def test_the_port_that_is_published_is_the_one_that_gunicorn_binds():
    port = image_variables()["WEB_BIND"].rpartition(":")[2]
    assert f"EXPOSE {port}\n" in DOCKERFILE
    assert [published.rpartition(":")[2] for published in SERVICES["web"]["ports"]] == [port]
    assert f"http://127.0.0.1:{port}/healthz" in DOCKERFILE


def test_the_health_check_asks_an_address_that_exists():
    (path,) = re.findall(r"http://127\.0\.0\.1:\d+(/\w+)", DOCKERFILE)
    assert resolve(path)


def test_the_smtp_door_is_published_at_the_port_that_it_opens():
    door = SERVICES["smtp-door"]
    assert door["ports"] == [f"{door['environment']['SMTP_DOOR_PORT']}:{door['environment']['SMTP_DOOR_PORT']}"]


def test_the_image_runs_as_nobody_special_on_a_python_that_the_lock_was_made_for():
    lock = (BASE / "requirements.txt").read_text(encoding="utf-8")
    (made_for,) = re.findall(r"--python-version (\S+)", lock)
    assert set(re.findall(r"^FROM python:(\S+?)-slim-bookworm", DOCKERFILE, re.MULTILINE)) == {made_for}
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["desk"]
    assert DOCKERFILE.index("\nUSER desk") > DOCKERFILE.index("collectstatic")
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in SERVICES.values())


def test_everything_that_runs_is_let_into_the_image_and_nothing_else():
    rules = (BASE / ".dockerignore").read_text(encoding="utf-8").split()
    allowed = {rule[1:].removesuffix("/**") for rule in rules if rule.startswith("!")}
    needed = {*ROOMS, "config", "templates", "manage.py", "requirements.txt"}
    assert needed <= allowed
    assert not {"tests", "bench", "bin", ".git", "var", "secrets"} & allowed
    assert [name for name in allowed if not (BASE / name).exists() and name != "locale"] == []


def test_the_broker_keeps_what_it_is_given_and_never_throws_away():
    words = composed()["services"]["redis"]["command"]
    assert words[words.index("--appendonly") + 1] == "yes"
    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_database_is_of_the_release_that_the_tests_run_on_or_newer():
    release = int(re.findall(r"postgres:(\d+)", composed()["services"]["postgres"]["image"])[0])
    assert release >= 15


def test_the_services_wait_until_the_database_is_prepared():
    waiting = [name for name in SERVICES if name != "setup"]
    for name in waiting:
        assert SERVICES[name]["depends_on"]["setup"] == {"condition": "service_completed_successfully"}
    assert SERVICES["setup"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_every_setting_is_explained_and_every_explained_one_is_read():
    page = (BASE / "docs" / "settings.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", page, re.MULTILINE))
    assert explained == settings_read()


def test_the_ci_script_installs_what_the_real_parts_need():
    script = (BASE / ".ci" / "run").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{package}\b", script) for package in ("chromium", "dovecot-imapd", "postgresql"))
    assert not any(fnmatch(line, "*|| true*") for line in script.splitlines())
    assert shutil.which("bash")
