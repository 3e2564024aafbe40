"""The quarantine: what could not be placed, one page per arrival, and the four things an officer may decide."""

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.errors import BlobUnreadable, Refused
from cases.selectors import cases_for_staff
from cases.services.history import record_access
from cases.sight import GENERAL
from cases.words import Audience, Procedure
from desk.arrival import fresh_forms, of_applicants, reading, suggestion_words
from desk.arrivalforms import AttachForm, DiscardForm, OpenForm
from desk.door import QUARANTINE, page, show, staff_of
from desk.download import GONE, download_raw
from desk.paging import capped_count, count_words, oldest_first
from intake.errors import NotInQuarantine
from intake.hooks.mails import provider_of
from intake.models import Arrival, ArrivalState, SenderRule
from intake.selectors import arrivals_for_staff, quarantined
from intake.services.opening import Opening
from intake.services.quarantine import attach_to, discard, hand_over, open_as, reprocess, sender_of
from intake.services.rules import end_rule, learn_discard, learn_opening

REFUSED = 409
MOST_RULES = 500
TAKERS = {Audience.GENERAL: "the officers", Audience.APPLICANTS: "human resources"}
READABLE = (ArrivalState.QUARANTINED, ArrivalState.DISCARDED)


@require_safe
@page(QUARANTINE)
def quarantine(request: HttpRequest) -> HttpResponse:
    """List what waits, oldest first, or what was discarded."""
    discarded = request.GET.get("state") == ArrivalState.DISCARDED
    user = staff_of(request)
    rows = arrivals_for_staff(user).filter(state=ArrivalState.DISCARDED) if discarded else quarantined(user)
    found = oldest_first(rows.select_related("suggested_case"), "received_at", after=request.GET.get("after", ""))
    return show(
        request,
        "quarantine.html",
        title="Quarantine",
        rows=[(arrival, suggestion_words(arrival), arrival.suggested_case) for arrival in found.rows],
        teaches=user.has_perm(GENERAL),
        following=found.following,
        first_page="after" not in request.GET,
        count=count_words(capped_count(rows), "arrival", "arrivals"),
        keep="state=discarded" if discarded else "",
        discarded=discarded,
        now=timezone.now(),
    )


@require_safe
@page(QUARANTINE)
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one arrival with what it says, why it is here and what may be decided."""
    return _show(request, _readable(request, pk))


@require_POST
@page(QUARANTINE)
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a case from the arrival."""
    found, form = _arrival(request, pk), OpenForm(request.POST)
    if not form.is_valid():
        return _show(request, found, open_form=form)
    data = form.cleaned_data
    is_request = data["procedure"] == Procedure.RIGHTS_REQUEST
    opening = Opening(
        procedure=Procedure(data["procedure"]),
        rights=data["rights"] if is_request else [],
        ground="" if is_request else data["ground"],
        place=data["place"],
        language=data["language"],
        by_agent=data["by_agent"],
        withhold_acknowledgement="officer" if data["withhold"] else "",
        opener_name=data["asker_name"],
        opener_email=data["asker_email"],
    )
    try:
        with transaction.atomic():
            if data["learn"] and not of_applicants(found):
                learn_opening(sender=sender_of(found), opening=opening, officer=staff_of(request), now=timezone.now())
            case = open_as(arrival=found, opening=opening, officer=staff_of(request), now=timezone.now())
    except (Refused, BlobUnreadable) as refusal:
        return _refused(request, found, form, refusal, open_form=form)
    messages.success(request, f"Opened as {case.reference}. It counts from when it arrived.")
    return redirect("admin:case", case.reference)


@require_POST
@page(QUARANTINE)
def attached(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the arrival on a case that the officer may open."""
    found, form = _arrival(request, pk), AttachForm(request.POST)
    if not form.is_valid():
        return _show(request, found, attach_form=form)
    references = form.cleaned_data["reference"]
    cases = {case.reference: case for case in cases_for_staff(staff_of(request)).filter(reference__in=references)}
    if len(cases) != len(references):
        form.add_error("reference", "There is no such case. Check the reference.")
        return _show(request, found, attach_form=form)
    first, *others = (cases[reference] for reference in references)
    try:
        attach_to(arrival=found, case=first, and_to=others, officer=staff_of(request), now=timezone.now())
    except (Refused, BlobUnreadable) as refusal:
        return _refused(request, found, form, refusal, attach_form=form)
    messages.success(request, f"Attached to {', '.join(references)}.")
    return redirect("admin:case", first.reference)


@require_POST
@page(QUARANTINE)
def discarded(request: HttpRequest, pk: int) -> HttpResponse:
    """End the arrival without a case, with the reason."""
    found, form = _arrival(request, pk), DiscardForm(request.POST)
    if not form.is_valid():
        return _show(request, found, discard_form=form)
    reason, officer, now = form.cleaned_data["reason"], staff_of(request), timezone.now()
    try:
        with transaction.atomic():
            if form.cleaned_data["learn"] and not of_applicants(found):
                learn_discard(sender=sender_of(found), reason=reason, officer=officer, now=now)
            discard(arrival=found, reason=reason, officer=officer, now=now)
    except (Refused, BlobUnreadable) as refusal:
        return _refused(request, found, form, refusal, discard_form=form)
    messages.success(request, "Discarded; its bytes and your reason stay under “Discarded”.")
    return redirect("admin:quarantine")


@require_POST
@page(QUARANTINE)
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the machine read the arrival once more."""
    try:
        reprocess(arrival=_arrival(request, pk), officer=staff_of(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is read again within a minute; it comes back here if it still fits nowhere.")
    return redirect("admin:quarantine")


@require_POST
@page(QUARANTINE)
def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the arrival to human resources, or back to the officers."""
    found = _arrival(request, pk)
    to = Audience.GENERAL if found.audience == Audience.APPLICANTS else Audience.APPLICANTS
    try:
        hand_over(arrival=found, to=to, officer=staff_of(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Given to {TAKERS[to]}.")
    return redirect("admin:quarantine")


@require_safe
@page(QUARANTINE)
def arrival_raw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the raw bytes of an arrival as a download."""
    found = _readable(request, pk)
    record_access(by=staff_of(request).actor, what=f"raw arrival {pk}", now=timezone.now())
    return download_raw(request, blob=found.raw, arrival=found, stem=f"arrival-{pk}", back=None)


@require_safe
@page(QUARANTINE)
def rules(request: HttpRequest) -> HttpResponse:
    """List what officers taught about senders: the rules that hold, then those that were ended."""
    _teach(request)
    found = SenderRule.objects.select_related("by", "ended_by").order_by(F("ended_at").desc(nulls_first=True), "-at")
    return show(request, "rules.html", title="Rules for senders", rules=list(found[:MOST_RULES]), most=MOST_RULES)


@require_POST
@page(QUARANTINE)
def rule_ended(request: HttpRequest, pk: int) -> HttpResponse:
    """End a rule."""
    _teach(request)
    rule = SenderRule.objects.filter(pk=pk).first()
    if rule is None:
        raise Http404
    end_rule(rule=rule, officer=staff_of(request), now=timezone.now())
    messages.success(request, f"The rule for {rule.sender} holds no more. What it discarded stays under “Discarded”.")
    return redirect("admin:rules")


def _teach(request: HttpRequest) -> None:
    """Let officers alone near the rules, which name senders of their mail. Raises Http404."""
    if not staff_of(request).has_perm(GENERAL):
        raise Http404


def _readable(request: HttpRequest, pk: int) -> Arrival:
    """Give an arrival that waits or was discarded; one on a case is read there. Raises Http404."""
    found = _arrival(request, pk)
    if found.state not in READABLE:
        raise Http404
    return found


def _arrival(request: HttpRequest, pk: int) -> Arrival:
    """Give an arrival that this officer may read, whatever became of it. Raises Http404 alike for none and for another."""
    found = (
        arrivals_for_staff(staff_of(request))
        .select_related("raw", "suggested_case", "decided_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _refused(request: HttpRequest, found: Arrival, form: Form, refusal: Exception, **forms: Form) -> HttpResponse:
    """Say on the form why not; what a colleague decided meanwhile is no longer for this page."""
    if isinstance(refusal, NotInQuarantine):
        messages.error(request, str(refusal))
        return redirect("admin:quarantine")
    form.add_error(None, GONE if isinstance(refusal, BlobUnreadable) else str(refusal))
    return _show(request, found, status=REFUSED, **forms)


def _show(request: HttpRequest, found: Arrival, *, status: int = 200, **forms: Form) -> HttpResponse:
    """Show the arrival's page with its forms, unless it is on a case by now; reading what it says is recorded."""
    if found.state not in READABLE:
        messages.error(request, str(NotInQuarantine()))
        return redirect("admin:quarantine")
    user, now = staff_of(request), timezone.now()
    record_access(by=user.actor, what=f"arrival {found.pk}", now=now)
    suggested, said = found.suggested_case, reading(found)
    sender = said["said"].from_email if "said" in said else ""
    return show(
        request,
        "arrival.html",
        title=f"Arrival of {timezone.localtime(found.received_at):%-d %B %Y, %H:%M}",
        status=status,
        arrival=found,
        waits=found.state == ArrivalState.QUARANTINED,
        of_applicants=of_applicants(found),
        suggestion=suggestion_words(found),
        suggested=suggested,
        provider=provider_of(found.source),
        **said,
        **{**fresh_forms(found, suggested, sender=sender), **forms},
        now=now,
    )
