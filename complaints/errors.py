"""What the complaint procedure refuses."""

from cases.errors import Refused


class FindingIncomplete(Refused):
    """An outcome without what was established."""
