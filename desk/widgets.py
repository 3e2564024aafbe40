"""A select that writes its options itself: the queue offers some 500, and a template for each would cost more than the list."""

from html import escape
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A select of one among many, as Django's own looks."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Give the select with its groups; every text in it is escaped."""
        chosen = "" if value is None else str(value)
        options = "".join(_option(code, label, chosen) for code, label in self.choices)
        identity = escape(str(self.build_attrs(self.attrs, attrs).get("id", "")))
        return mark_safe(f'<select name="{escape(name)}" id="{identity}">{options}</select>')  # noqa: S308 - each part is escaped


def _option(code: Any, label: Any, chosen: str) -> str:
    if isinstance(label, list | tuple):
        inside = "".join(_option(value, said, chosen) for value, said in label)
        return f'<optgroup label="{escape(str(code))}">{inside}</optgroup>'
    selected = " selected" if str(code) == chosen else ""
    return f'<option value="{escape(str(code))}"{selected}>{escape(str(label))}</option>'
