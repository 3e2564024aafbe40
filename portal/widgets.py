"""A select of hundreds of options, written at once: Django's renders a template for each of them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """One choice of many; options can stand in groups."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Give the element with the value's option selected."""
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>\n{}</select>", attributes, _options(self.choices, str(value or "")))


def _options(choices: Iterable[Any], selected: str) -> SafeString:
    return format_html_join("", "{}", ((_group_or_option(code, name, selected),) for code, name in choices))


def _group_or_option(code: str, name: Any, selected: str) -> SafeString:
    if isinstance(name, list):
        return format_html('<optgroup label="{}">\n{}</optgroup>\n', code, _options(name, selected))
    mark = " selected" if code == selected else ""
    return format_html('<option value="{}"{}>{}</option>\n', code, mark, name)
