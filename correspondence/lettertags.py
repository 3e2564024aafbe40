"""The only tag that the text of a letter knows: `if`. No filter, no loop, no include, no library can be named in it."""

from django import template
from django.template.defaulttags import do_if

register = template.Library()
register.tag("if", do_if)
