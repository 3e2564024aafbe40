"""The public pages. Settings name the view for forms that fail the check against forgery by this package."""

from portal.views.forgery import csrf_failure

__all__ = ["csrf_failure"]
