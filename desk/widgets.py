"""A select that writes its options itself: the queue offers some 500, and a template for each would cost more than the list."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A select of one among many, as Django's own looks."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Give the select with its groups."""
        chosen = "" if value is None else str(value)
        options = mark_safe("".join(_option(code, label, chosen) for code, label in self.choices))  # noqa: S308 escaped below
        identity = self.build_attrs(self.attrs, attrs).get("id", "")
        return format_html('<select name="{}" id="{}">{}</select>', name, identity, options)


def _option(code: Any, label: Any, chosen: str) -> str:
    if isinstance(label, list | tuple):
        inside = format_html_join("", "{}", ((mark_safe(_option(value, said, chosen)),) for value, said in label))  # noqa: S308 escaped below
        return format_html('<optgroup label="{}">{}</optgroup>', code, inside)
    selected = mark_safe(" selected") if str(code) == chosen else ""
    return format_html('<option value="{}"{}>{}</option>', code, selected, label)
