"""Who may see which case: the one rule, as a condition that every list, count, search, notice and export takes."""

from django.db.models import Q
from django.utils import timezone

from cases.models import BrokenGlass, Case, Concern, User
from cases.words import Audience

WORK = "cases.work_case"
GENERAL = "cases.see_general"
APPLICANTS = "cases.see_applicants"
RESTRICTED = "cases.see_restricted"
BREAK_GLASS = "cases.break_glass"


def visible_to(user: User, case: str = "") -> Q:
    """Give the condition "this member of staff may open the case"; `case` is the path to it, such as `case__`.

    Cases of their audiences, restricted ones only with that permission; cases opened by broken glass while that lasts;
    never one that concerns them.
    """
    if not user.has_perm(WORK):
        return Q(pk__in=[])
    return _seen(user, case, general=user.has_perm(GENERAL))


def countable_by(user: User, case: str = "") -> Q:
    """Give the condition "this reader of reports may be shown the case's reference and dates"."""
    return _seen(user, case, general=True)


def visible_to_systems() -> Q:
    """Give the condition "the company's own systems may read state and dates by the API"."""
    return Q(restricted=False, audience=Audience.GENERAL)


def audiences_of(user: User) -> list[Audience]:
    """Give whose work this member of staff may see: the officers', human resources', both or none."""
    return _audiences(user, general=user.has_perm(GENERAL))


def _audiences(user: User, *, general: bool) -> list[Audience]:
    return [Audience.GENERAL] * general + [Audience.APPLICANTS] * user.has_perm(APPLICANTS)


def _seen(user: User, case: str, *, general: bool) -> Q:
    seen = Q(**{f"{case}audience__in": _audiences(user, general=general)})
    if not user.has_perm(RESTRICTED):
        seen &= Q(**{f"{case}restricted": False})
    # The clock is read here: a list that forgot to hand it over would show what is closed again.
    broken = BrokenGlass.objects.filter(person=user, until__gt=timezone.now()).values("case")
    if user.has_perm(BREAK_GLASS):
        seen |= Q(**{f"{case}pk__in": broken})
    return seen & ~Q(**{f"{case}pk__in": Concern.objects.filter(person=user).values("case")})


def may_open(user: User, case: Case) -> bool:
    """Tell whether this member of staff may open the case now."""
    return user.is_active and Case.objects.filter(visible_to(user), pk=case.pk).exists()
