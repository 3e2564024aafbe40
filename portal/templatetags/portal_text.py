"""What the public templates need beside Django's own: dates as people write them, and where an error's link leads."""

from django import template
from django.forms import BoundField

from correspondence.letters import long_date

register = template.Library()
register.filter("long_date", long_date)


@register.filter
def first_input(field: BoundField) -> str:
    """Give the id of the input that a link to this field leads to: of a group, its first."""
    return field.id_for_label or f"{field.auto_id}_0"
