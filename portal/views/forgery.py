"""A post that fails the check against forgery: the form comes back with what was typed, to be sent once more."""

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.organisation import organisation
from portal.views.errors import forged
from portal.views.forms import page_at, show


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the form again with its text; where that is not possible, say what to do."""
    page = page_at(request.path)
    if page is None:
        return forged(request)
    try:
        form = page.form.refilled(request.POST)
    except UnreadablePostError:
        return forged(request)
    notice = _(
        "We could not make sure that this form came from our page, so we have not sent it yet. What you wrote is still "
        "here. Please choose your files again and send the form once more. If this happens again, your browser may "
        "refuse cookies; you can also write to %(mailbox)s."
    ) % {"mailbox": organisation().mailbox}
    return show(request, page, form, now=timezone.now(), status=403, notice=notice)
