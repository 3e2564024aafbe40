"""`write_regimes_doc`: writes docs/regimes.md anew from the laws' files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from law import regimes
from law.catalogue import as_markdown


class Command(BaseCommand):
    """Write the page of all laws."""

    help = "Write docs/regimes.md from law/regimes/*.toml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another path for tests and releases."""
        parser.add_argument("--to", type=Path, default=Path(settings.BASE_DIR) / "docs" / "regimes.md")

    def handle(self, *_args: Any, to: Path, **_options: Any) -> None:
        """Write the file and say how many laws it holds."""
        laws = regimes.all()
        to.write_text(as_markdown(laws), encoding="utf-8")
        self.stdout.write(f"{len(laws)} laws in {to}.")
