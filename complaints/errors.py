"""What the complaint procedure refuses."""

from cases.errors import Refused


class FindingIncomplete(Refused):
    """An outcome without what was established, or a finding without its question or answer."""


class RemedyIncomplete(Refused):
    """A remedy without what is to be done, or with a day that cannot be."""


class EscalationIncomplete(Refused):
    """An authority's file without its name, or with days that cannot be."""
