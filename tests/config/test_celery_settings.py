"""The floor under Celery: what was measured to lose, repeat or hang tasks is switched off (docs/decisions has why)."""

import pytest
from django.conf import settings

from config.celery import app

FLOOR = {
    "TASK_ACKS_LATE": True,
    "TASK_REJECT_ON_WORKER_LOST": True,
    "WORKER_PREFETCH_MULTIPLIER": 1,
    "TASK_TIME_LIMIT": 600,
    "TASK_SOFT_TIME_LIMIT": 540,
    "WORKER_MAX_TASKS_PER_CHILD": 200,
    "WORKER_SOFT_SHUTDOWN_TIMEOUT": 30,
    "TASK_SERIALIZER": "json",
    "ACCEPT_CONTENT": ["json"],
    "TASK_IGNORE_RESULT": True,
    "TASK_PUBLISH_RETRY": False,
}


@pytest.mark.parametrize(("name", "value"), FLOOR.items())
def test_the_floor_is_kept(name, value):
    assert getattr(settings, f"CELERY_{name}") == value


def test_a_worker_that_grows_is_renewed():
    assert 0 < settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD <= 1_000_000


def test_a_broker_that_hangs_is_left_after_seconds():
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert options["socket_timeout"] <= 5
    assert options["socket_connect_timeout"] <= 2


def test_a_task_is_killed_long_before_it_would_be_delivered_a_second_time():
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT * 2


def test_each_kind_of_work_has_a_queue_of_its_own():
    assert {queue.name for queue in settings.CELERY_TASK_QUEUES} == {
        "intake",
        "mail_out",
        "packages",
        "housekeeping",
        "sweep",
    }


def test_the_sweeps_have_a_queue_that_no_slow_work_shares():
    sweeps = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if "sweep" in entry["task"]]
    assert len(sweeps) >= 2
    assert {entry["options"]["queue"] for entry in sweeps} == {"sweep"}


def test_what_repeats_within_minutes_expires_before_it_piles_up():
    often = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if isinstance(entry["schedule"], int | float)]
    assert all(entry["options"]["expires"] <= max(entry["schedule"], 5) for entry in often)


def test_every_task_of_the_schedule_exists():
    app.loader.import_default_modules()
    missing = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - app.tasks.keys()
    assert missing == set()
