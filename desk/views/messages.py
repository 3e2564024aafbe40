"""What came in, as it came: a message with its headers, its HTML in a sandbox, its files and the raw mail as downloads."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from cases.errors import BlobUnreadable, Refused
from cases.services.history import record_access
from correspondence.masking import hidden, masked
from correspondence.models import Attachment, Message, ScanState
from desk.door import RESTRICTED, WORK, case_for_staff, page, show, staff_of
from desk.download import GONE, download, download_raw
from desk.mailview import POLICY, document, text_of
from desk.thread import message_entry
from intake.models import Arrival
from intake.services.again import is_mail, read_message_again

INFECTED = "The virus scanner found a virus in this file. Only the data protection officer can save it; ask if the case needs it."
BROUGHT = "The message was read again. What is new stands here; a text that changed is kept in a note on the case."
NOTHING_NEW = "The message was read again. It says what it said before."
INFECTED_INSIDE = (
    "The virus scanner found a virus in a file of this message, which the raw message holds too. Only the data protection "
    "officer can save it; ask if the case needs it."
)


@csp_replace({"frame-src": [SELF]})  # type: ignore[arg-type]  # django-csp types it for views of one argument
@require_safe
@page(WORK)
def message(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show one message whole, with what its headers claim."""
    return _show(request, _message(request, reference, pk, "message"), revealed=False)


@csp_replace({"frame-src": [SELF]})  # type: ignore[arg-type]  # as above
@require_POST
@page(WORK)
def message_revealed(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show one message with the card numbers and passwords in it; that this was asked for is recorded."""
    return _show(request, _message(request, reference, pk, "secrets in message"), revealed=True)


@xframe_options_sameorigin
@require_safe
@page(WORK)
def message_html(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show the HTML of a message, made harmless, in a document that may do nothing."""
    revealed = request.GET.get("revealed") == "1"
    found = _message(request, reference, pk, "secrets in HTML of message" if revealed else "HTML of message")
    if not revealed and _has_secrets(found):
        raise Http404  # tags can part a number, so HTML with a secret is shown whole or not at all
    return HttpResponse(document(found.html), headers={"Content-Security-Policy": POLICY})


@require_safe
@page(WORK)
def message_raw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give a message as it came as a download: a mail as .eml, a form's or the API's as JSON."""
    case, user = case_for_staff(staff_of(request), reference), staff_of(request)
    infected = Attachment.objects.filter(message=pk, message__case=case, scan=ScanState.INFECTED)
    if not user.has_perm(RESTRICTED) and infected.exists():
        messages.error(request, INFECTED_INSIDE)
        return redirect("admin:case", case.reference)
    found = _message(request, reference, pk, "raw message")
    if found.raw is None:
        raise Http404
    arrival = Arrival.objects.filter(raw=found.raw).first()
    return download_raw(request, blob=found.raw, arrival=arrival, stem=f"{reference}-{pk}", back=found.case)


@require_POST
@page(WORK)
def message_again(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Read the raw mail of a message again and say what that brought."""
    found = _message(request, reference, pk, "raw message")
    try:
        anew = read_message_again(message=found, officer=staff_of(request), now=timezone.now())
    except (Refused, BlobUnreadable) as refusal:
        messages.error(request, str(refusal) if isinstance(refusal, Refused) else GONE)
    else:
        messages.success(request, BROUGHT if anew else NOTHING_NEW)
    return redirect("admin:message", reference, pk)


@require_safe
@page(WORK)
def attachment(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give a file that came with a message as a download, whatever its type."""
    case, user = case_for_staff(staff_of(request), reference), staff_of(request)
    found = Attachment.objects.select_related("blob").filter(pk=pk, message__case=case).first()
    if found is None:
        raise Http404
    if found.scan == ScanState.INFECTED and not user.has_perm(RESTRICTED):
        messages.error(request, INFECTED)
        return redirect("admin:case", case.reference)
    record_access(by=user.actor, what=f"attachment {pk}", now=timezone.now(), case=case)
    return download(request, blob=found.blob, name=found.name, back=case)


def _show(request: HttpRequest, found: Message, *, revealed: bool) -> HttpResponse:
    return show(
        request,
        "message.html",
        title=f"Message of {timezone.localtime(found.received_at):%-d %B %Y}",
        message=found,
        case=found.case,
        entry=message_entry(found, list(found.attachments.all()), revealed=revealed),
        text=found.text if revealed else hidden(found.text),
        revealed=revealed,
        is_mail=is_mail(found),
        has_secrets=_has_secrets(found),
    )


def _has_secrets(found: Message) -> bool:
    """Tell whether anything of the message is hidden until it is asked for."""
    return any(masked(text).kinds for text in (found.subject, found.text, text_of(found.html)))


def _message(request: HttpRequest, reference: str, pk: int, what: str) -> Message:
    """Give a message of a case that the member of staff may open, and record the reading."""
    user = staff_of(request)
    case = case_for_staff(user, reference)
    found = Message.objects.select_related("raw", "party").filter(pk=pk, case=case).first()
    if found is None:
        raise Http404
    found.case = case
    record_access(by=user.actor, what=f"{what} {pk}", now=timezone.now(), case=case)
    return found
