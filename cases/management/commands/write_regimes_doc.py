"""`write_regimes_doc`: writes docs/regimes.md, the page of all laws, from the files that the clock reads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from law.book import page


class Command(BaseCommand):
    """Writes the page anew."""

    help = "Write docs/regimes.md from law/regimes/."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write it and say where."""
        path = Path(settings.BASE_DIR) / "docs" / "regimes.md"
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(str(path))
