"""A closed case is opened in need: who guards it hears of it by a work item and by mail, at once and once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from cases.models import BrokenGlass, Case, User
from cases.organisation import organisation
from cases.services.sight import break_glass, guards_of
from correspondence.services.staffmail import tell_staff


@transaction.atomic
def open_in_need(*, reference: str, reason: str, by: User, now: datetime) -> Case:
    """Open a closed case in need and mail each who guards it: reference, who and a link; the reason stays on the file.

    Raises Refused, as `break_glass`. A case that was open to them already tells nobody.
    """
    before = BrokenGlass.objects.filter(person=by).order_by("-pk").values_list("pk", flat=True).first() or 0
    case = break_glass(reference=reference, reason=reason, by=by, now=now)
    broken = BrokenGlass.objects.filter(case=case, person=by, pk__gt=before).first()
    if broken is not None:
        for guard in guards_of(case):
            _mail(guard, broken, now=now)
    return case


def _mail(guard: User, broken: BrokenGlass, *, now: datetime) -> None:
    facts = {
        "broken": broken,
        "address": settings.PUBLIC_URL + reverse("admin:case", args=[broken.case.reference]),
        "organisation": organisation(),
    }
    tell_staff(
        user=guard,
        key=f"glass:{broken.pk}:{guard.pk}",
        subject=f"{broken.case.reference}: a closed case was opened in need",
        body=render_to_string("admin/desk/mail_glass.txt", facts),
        now=now,
    )
