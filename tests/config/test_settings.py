"""A wrong value stops the start with one sentence that names the variable and the value, and shows no secret."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
POSTGRES = {"DATABASE_URL": "postgresql://desk:pass@localhost/claims", "SECRET_KEY": "k" * 60}

# variable: value, what it should have been as the sentence says it
WRONG = {
    "DATA_DIR": ("manage.py", "a folder, not a file"),
    "KEY_DIR": ("manage.py", "a folder, not a file"),
    "ORGANISATION_FILE": ("nowhere.toml", "the path of an organisation file"),
    "DEBUG": ("perhaps", "true or false"),
    "PUBLIC_URL": ("privacy.example.com", "the address that people reach us at, such as https://privacy.example.com"),
    "TRUST_PROXY_TLS": ("2", "true or false"),
    "EMAIL_PORT": ("70000", "a whole number from 1 to 65535"),
    "EMAIL_USE_TLS": ("starttls", "true or false"),
    "UNDO_SECONDS": ("a minute", "a whole number from 0 to 3600"),
    "MAX_MESSAGE_BYTES": ("50MB", "a whole number from 1024 to 2147483648"),
    "IMAP_POLL_SECONDS": ("0", "a whole number from 1 to 3600"),
    "SMTP_DOOR_PORT": ("-1", "a whole number from 0 to 65535"),
    "SWEEP_SECONDS": ("1.5", "a whole number from 1 to 600"),
    "LOG_LEVEL": ("chatty", "one of DEBUG, INFO, WARNING, ERROR"),
}
SECRET = {
    "DATABASE_URL": ("mysql://desk:hunter2@localhost/claims", "a PostgreSQL address"),
    "REDIS_URL": ("http://:hunter2@localhost", "the address of a Redis"),
    "IMAP_URL": ("imap://claims:hunter2@mail.example.com/INBOX", "imap:// only to this machine itself"),
    "ANYMAIL": ('{"KEY": "hunter2"', "a JSON object of Anymail's settings"),
}


def start(tmp_path: Path, code: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings as a command of manage.py does, in an environment of these variables alone."""
    clean = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-c", code] if code else [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=BASE, env=clean | variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("variable", "value", "expected"), [(name, *rest) for name, rest in WRONG.items()])
def test_a_wrong_value_stops_the_start_with_a_sentence(tmp_path, variable, value, expected):
    ended = start(tmp_path, **{variable: value})
    assert ended.returncode == 1
    assert ended.stderr == f'Settings: {variable} is "{value}", but should be {expected}.\n'
    assert not (tmp_path / "data" / "claims.sqlite3").exists()


@pytest.mark.parametrize(("variable", "value", "expected"), [(name, *rest) for name, rest in SECRET.items()])
def test_a_wrong_secret_is_not_shown(tmp_path, variable, value, expected):
    ended = start(tmp_path, **{**POSTGRES, variable: value})
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Settings: {variable} is set to a value that is not shown here, but should be")
    assert expected in ended.stderr
    assert "hunter2" not in ended.stderr


def test_production_without_a_secret_key_says_how_to_make_one(tmp_path):
    ended = start(tmp_path, DATABASE_URL=POSTGRES["DATABASE_URL"])
    assert ended.returncode == 1
    assert ended.stderr.startswith("Settings: SECRET_KEY is empty")
    assert "secrets.token_urlsafe(50)" in ended.stderr


def test_a_host_of_any_name_is_refused(tmp_path):
    ended = start(tmp_path, ALLOWED_HOSTS="*")
    assert ended.returncode == 1
    assert 'ALLOWED_HOSTS is "*"' in ended.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s" * 60 + "\n")
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    assert start(tmp_path, code, SECRET_KEY_FILE=str(secret)).stdout.strip() == "s" * 60


def test_a_missing_secret_file_is_named(tmp_path):
    ended = start(tmp_path, SECRET_KEY_FILE="/nowhere/secret")
    assert ended.stderr == 'Settings: SECRET_KEY_FILE is "/nowhere/secret", but should be a file that can be read.\n'


def test_a_secret_given_twice_is_refused(tmp_path):
    ended = start(tmp_path, SECRET_KEY="s" * 60, SECRET_KEY_FILE="/nowhere/secret")
    assert ended.stderr == "Settings: SECRET_KEY and SECRET_KEY_FILE are both set, but only one should be.\n"


def test_an_embedded_run_makes_its_own_secret_key_once_and_for_its_owner_alone(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    first, second = start(tmp_path, code).stdout, start(tmp_path, code).stdout
    assert len(first.strip()) >= 50
    assert first == second
    assert (tmp_path / "data" / "keys" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_two_shapes_come_from_one_code(tmp_path):
    code = (
        "import json; from django.conf import settings as s; d = s.DATABASES['default']; "
        "print(json.dumps([d['ENGINE'].rpartition('.')[2], s.EMAIL_BACKEND.rpartition('.')[2], s.REDIS_URL, s.EMBEDDED]))"
    )
    embedded = json.loads(start(tmp_path, code).stdout)
    production = json.loads(start(tmp_path, code, **POSTGRES, REDIS_URL="redis://localhost:6379/0").stdout)
    assert embedded == ["sqlite3", "MaildirBackend", f"redis+socket://{tmp_path}/data/broker.sock", True]
    assert production == ["postgresql", "EmailBackend", "redis://localhost:6379/0", False]


def test_with_a_secure_address_cookies_and_redirects_are_secure(tmp_path):
    names = (
        "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_NAME".split()
    )
    code = f"import json; from django.conf import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    secure = json.loads(start(tmp_path, code, PUBLIC_URL="https://privacy.example.com").stdout)
    plain = json.loads(start(tmp_path, code, PUBLIC_URL="http://localhost:8000").stdout)
    assert secure == [True, True, True, 31536000, "__Host-session"]
    assert plain == [False, False, False, 0, "session"]


def test_the_deploy_check_has_nothing_to_say_about_production(tmp_path):
    production = {**POSTGRES, "PUBLIC_URL": "https://privacy.example.com", "REDIS_URL": "redis://localhost:6379/0"}
    code = (
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    ended = start(
        tmp_path, code, **{**production, "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    )
    assert ended.returncode == 0, ended.stderr
