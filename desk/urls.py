"""The addresses of the desk's own pages, inside the admin site and its namespace."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path, register_converter

from cases.services.register import ALPHABET
from desk.views import acts, case, letters, messages, quarantine, queue, work


class ReferenceConverter:
    """A case's reference in an address, so that /admin/cases/case/ stays the model's."""

    regex = f"CD-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}"

    def to_python(self, value: str) -> str:
        """Give the reference as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Give the reference as it stands."""
        return value


register_converter(ReferenceConverter, "reference")
