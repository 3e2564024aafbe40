"""The imports keep to the drawing, and every module says what it is about. The first tests try the test itself."""

import ast

import pytest

from tests.architecture.drawing import BASE, PURE, ROOMS, faults, modules

WRONG = {
    "a room above": ("cases.services.move", "from correspondence.models import Letter"),
    "the procedure beside": ("dsar.services.open", "from complaints.models import Complaint"),
    "deferred into a function": ("law.clock", "def f():\n    from cases.models import Case"),
    "only for types": ("cases.words", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import intake.match"),
    "by its name as text": ("portal.views", "from importlib import import_module\nimport_module('desk.site')"),
    "relative": ("cases.services.move", "from ...desk import site"),
    "the settings module": ("reports.selectors", "from config.settings import DATA_DIR"),
    "the tests": ("intake.demo.load", "from tests.builders import mail"),
    "Django in the law": ("law.clock", "from django.utils import timezone"),
    "another library in the law": ("law.calendars", "import requests"),
    "Django in a pure module": ("intake.parse.headers", "import django.utils.html"),
    "a model in a pure module": ("intake.match", "from cases.models import Case"),
    "a task in a service": ("intake.services.process", "from intake.tasks import sweep_arrivals"),
    "a task of another room in a service": ("dsar.services.open", "from correspondence import tasks"),
    "a view in a service": ("complaints.services.open", "import complaints.views"),
    "the admin in a service": ("cases.services.move", "from cases.admin import CaseAdmin"),
    "a service in a model": ("cases.models.case", "from cases.services.move import move"),
    "a selector in a model": ("cases.models", "from cases.selectors import open_cases"),
    "a service in a selector": ("cases.selectors", "from cases.services import clock"),
    "the addresses in a view": ("portal.views", "from portal.urls import urlpatterns"),
}
RIGHT = {
    "a room below": ("desk.queue", "from cases.models import Case"),
    "the law from anywhere": ("intake.parse.read", "from law.words import Right"),
    "a service of a room below": ("intake.services.opening", "from dsar.services.open import open_request"),
    "a library in a room": ("portal.views", "from django.http import HttpResponse"),
    "a service in a task": ("cases.tasks", "from cases.services.watch import watch_dates"),
    "what the law may use": (
        "law.calendars",
        "import datetime, holidays\nfrom dateutil.relativedelta import relativedelta",
    ),
}


@pytest.mark.parametrize(("module", "source"), WRONG.values(), ids=WRONG)
def test_a_planted_wrong_import_is_found(module, source):
    assert len(faults(module, source)) == 1


@pytest.mark.parametrize(("module", "source"), RIGHT.values(), ids=RIGHT)
def test_a_right_import_is_let_through(module, source):
    assert faults(module, source) == []


def test_every_import_keeps_to_the_drawing():
    assert [fault for module, source in modules() for fault in faults(module, source)] == []


def test_the_drawing_names_every_room_and_every_pure_module():
    apps = {path.parent.name for path in BASE.glob("*/apps.py")}
    assert apps | {"law"} == set(ROOMS)
    missing = [name for name in PURE if not _exists(name)]
    assert missing == []


def test_every_module_opens_with_a_sentence_that_says_its_subject():
    silent = [name for name, source in modules() if source.strip() and not ast.get_docstring(ast.parse(source))]
    assert silent == []


def _exists(name: str) -> bool:
    path = BASE.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()
