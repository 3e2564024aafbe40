"""The peer of the mail benchmark: django-helpdesk from PyPI in an environment of its own, fed the same mails as files.

Its settings are its defaults; its queue reads a folder (`get_email`), its mail goes nowhere, its database is PostgreSQL.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

VERSION = "2.6.1"
REQUIREMENTS = (f"django-helpdesk=={VERSION}", "Django==5.2.19", "psycopg[binary]==3.3.9")
SETTINGS = """
import os
SECRET_KEY = "bench"
USE_TZ = True
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites", "django.contrib.humanize",
    "helpdesk", "rest_framework", "django_cleanup.apps.CleanupConfig",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "peer_urls"
SITE_ID = 1
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                           "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PEER_DB"], "USER": "claims",
                         "HOST": "127.0.0.1", "PORT": os.environ["PEER_PORT"], "CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = os.environ["PEER_MEDIA"]
STATIC_URL = "/static/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
LOGGING = {"version": 1, "disable_existing_loggers": True}
"""
URLS = (
    "from django.urls import include, path\nurlpatterns = [path('', include('helpdesk.urls', namespace='helpdesk'))]\n"
)
PREPARE = """
import sys
from django.utils import timezone
from helpdesk.models import Queue, Ticket
queue = Queue.objects.create(
    title="Privacy", slug="dsr", email_address="claims@alltracking.com", allow_email_submission=True, locale="en",
    email_box_type="local", email_box_local_dir=sys.argv[-1], email_box_interval=0, logging_type="none",
)
Ticket.objects.bulk_create([
    Ticket(title=f"seed {n}", queue=queue, submitter_email=f"seed{n}@example.org", created=timezone.now(), status=1,
           priority=3, description="x", secret_key=f"k{n}")
    for n in range(1, 51)
])
"""
COUNT = """
import json
from helpdesk.models import FollowUp, FollowUpAttachment, Ticket
print(json.dumps({"tickets": Ticket.objects.count() - 50, "followups": FollowUp.objects.count(),
                  "attachments": FollowUpAttachment.objects.count()}))
"""


class Peer:
    """A django-helpdesk on a database of its own; `python` is an interpreter that has it, where there is one already."""

    def __init__(self, folder: Path, *, port: int, database: str, python: Path | None = None) -> None:
        self._folder = folder
        self._inbox = folder / "inbox"
        self._inbox.mkdir(parents=True, exist_ok=True)
        self._python = python or _environment(folder / "venv")
        (folder / "peer_settings.py").write_text(SETTINGS)
        (folder / "peer_urls.py").write_text(URLS)
        self._variables = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "peer_settings",
            "PYTHONPATH": str(folder),
            "PEER_DB": database,
            "PEER_PORT": str(port),
            "PEER_MEDIA": str(folder / "media"),
        }
        self.run("-m", "django", "migrate", "--verbosity", "0")
        self.run("-c", f"import django; django.setup()\n{PREPARE}", str(self._inbox))

    def feed(self, mails: Path) -> dict[str, object]:
        """Let it read the mails but those of raw 8-bit text, at the first of which it would stop."""
        for file in sorted(mails.glob("*.eml")):
            if int(file.stem) % 100 != 50:
                (self._inbox / file.name).write_bytes(file.read_bytes())
        fed, before, counted = len(list(self._inbox.iterdir())), _processor(), self.count()
        began = time.perf_counter()
        self.run("-m", "django", "get_email", "--quiet")
        seconds, spent, after = time.perf_counter() - began, _processor() - before, self.count()
        done = after["followups"] - counted["followups"]
        return {
            "messages": done,
            "fed": fed,
            "left": len(list(self._inbox.iterdir())),
            "per_s": round(done / seconds, 1),
            "cpu_ms": round(1000 * spent / max(done, 1), 2),
            "new": {name: after[name] - counted[name] for name in after},
        }

    def count(self) -> dict[str, int]:
        """Give its tickets, messages and attachments."""
        counted: dict[str, int] = json.loads(self.run("-c", f"import django; django.setup()\n{COUNT}"))
        return counted

    def run(self, *arguments: str) -> str:
        """Run its interpreter with these arguments; give what it prints."""
        command = [str(self._python), *arguments]
        done = subprocess.run(command, env=self._variables, cwd=self._folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"django-helpdesk's {arguments[:3]} failed: {done.stderr[-2000:]}")
        return done.stdout


def _environment(folder: Path) -> Path:
    """Make a virtual environment with the peer in it; give its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    return python


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
