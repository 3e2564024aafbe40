"""`load_demo`: loads the demo cases, once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.models import User
from intake.demo.load import load_demo


class Command(BaseCommand):
    """Bring in the demo mail and do what the demo's officer does."""

    help = "Load a small set of demo cases; running it again adds nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and print counts."""
        counts = load_demo(officer=_officer(), now=timezone.now())
        self.stdout.write(f"{counts.cases} cases of {counts.arrivals} arrivals.")


def _officer() -> User:
    """Give the demo officer, or one who cannot log in where there is none."""
    officer, created = User.objects.get_or_create(
        username="officer", defaults={"first_name": "Ola", "last_name": "Berg", "is_active": False}
    )
    if created:
        officer.set_unusable_password()
        officer.save()
    return officer
