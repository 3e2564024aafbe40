"""What the queue can be narrowed to beside its views: one form, read from the address, which holds codes and days only."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from cases.models import Case, Deadline, InvokedRight, Team, User
from cases.models.case import RIGHTS, STATES
from cases.selectors import staff_who_work
from cases.words import LABELS, Procedure
from desk.choices import place_choices
from desk.widgets import LongSelect
from desk.words import LANGUAGES, law_name
from law import regimes
from law.places import parts_of
from law.promise import CONTRACT, PROMISE

ME, NOBODY = "me", "nobody"
# A day in a person's place lies within this much of its midnight in UTC: the moment of receipt has the index in the list's order.
EARTH = timedelta(hours=38)


@dataclass(frozen=True)
class Filters:
    """What is asked for; empty or None asks for nothing."""

    procedure: str = ""
    right: str = ""
    state: str = ""
    officer: str = ""
    team: str = ""
    place: str = ""
    law: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def of_a_span(self) -> bool:
        """Tell whether a span of receipt is asked for; such a list is in the order of receipt."""
        return bool(self.since or self.until)

    def in_address(self) -> dict[str, str]:
        """Give what is asked for as it stands in an address."""
        return {name: str(value) for name, value in asdict(self).items() if value}


NO_FILTERS = Filters()
Choices = list[tuple[str, Any]]


def narrowed(cases: QuerySet[Case], filters: Filters, *, user: User) -> QuerySet[Case]:
    """Give those of the cases that the filters ask for."""
    plain = {name: getattr(filters, name) for name in ("procedure", "state", "language") if getattr(filters, name)}
    cases = cases.filter(**plain)
    if filters.officer:
        cases = cases.filter(_officer(filters.officer, user))
    if filters.team:
        cases = cases.filter(team__isnull=True) if filters.team == NOBODY else cases.filter(team=int(filters.team))
    if filters.place:
        cases = cases.filter(_place(filters.place))
    if filters.right:
        cases = cases.filter(Exists(InvokedRight.objects.filter(case=OuterRef("pk"), right=filters.right)))
    if filters.law:
        cases = cases.filter(Exists(Deadline.objects.filter(case=OuterRef("pk"), regime=filters.law)))
    if filters.since:
        cases = cases.filter(received_on__gte=filters.since, received_at__gte=_midnight(filters.since) - EARTH)
    if filters.until:
        cases = cases.filter(received_on__lte=filters.until, received_at__lte=_midnight(filters.until) + EARTH)
    return cases


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _officer(asked: str, user: User) -> Q:
    if asked == NOBODY:
        return Q(officer__isnull=True)
    return Q(officer=user) if asked == ME else Q(officer=int(asked))


def _place(code: str) -> Q:
    """Give the condition for a place; a country means its parts too."""
    if "-" in code:
        return Q(place=code)
    listed = parts_of(code)
    return Q(place__in=[code, *listed]) if listed else Q(place=code) | Q(place__startswith=f"{code}-")


class FilterForm(forms.Form):
    """The filters, as they are chosen."""

    procedure = forms.ChoiceField(required=False, label="Procedure", widget=LongSelect)
    right = forms.ChoiceField(required=False, label="Right", widget=LongSelect)
    state = forms.ChoiceField(required=False, label="State", widget=LongSelect)
    officer = forms.ChoiceField(required=False, label="Officer", widget=LongSelect)
    team = forms.ChoiceField(required=False, label="Team", widget=LongSelect)
    place = forms.ChoiceField(required=False, label="Place", widget=LongSelect)
    law = forms.ChoiceField(required=False, label="Law", widget=LongSelect)
    language = forms.ChoiceField(required=False, label="Language", widget=LongSelect)
    since = forms.DateField(required=False, label="Received from", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="Received until", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff, teams = _staff_and_teams()
        if not teams:
            del self.fields["team"]
        for name, choices in _offered(staff, teams).items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "Any"), *choices]
                field.error_messages["invalid_choice"] = (
                    f"{field.label}: that is not one of those listed. Choose again."
                )

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            raise ValidationError("“Received until” is before “Received from”. Change one of the days.")
        return given

    def filters(self) -> Filters:
        """Give what was asked for and understood; what was not stands in the form's errors."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})


def _staff_and_teams() -> tuple[Choices, Choices]:
    """Give who works on cases, and the teams, by name and in one query."""
    staff = staff_who_work().order_by().values_list(Value("staff"), "pk", "first_name", "last_name", "username")
    teams = Team.objects.order_by().values_list(Value("team"), "pk", "name", Value(""), Value(""))
    found = sorted(staff.union(teams, all=True), key=lambda row: row[2:])
    named = [(kind, (str(pk), f"{first} {last}".strip() or username)) for kind, pk, first, last, username in found]
    return [one for kind, one in named if kind == "staff"], [one for kind, one in named if kind == "team"]


def _offered(staff: Choices, teams: Choices) -> dict[str, Choices]:
    of_teams = {"team": [*teams, (NOBODY, "None")]} if teams else {}
    return of_teams | {
        "procedure": [(procedure.value, LABELS[procedure]) for procedure in Procedure],
        "right": RIGHTS,
        "state": list(STATES),
        "officer": [(ME, "Me"), (NOBODY, "Nobody"), *staff],
        "place": _places(),
        "law": _laws(),
        "language": list(LANGUAGES.items()),
    }


@cache
def _places() -> list[tuple[str, Any]]:
    return place_choices()[1:]


@cache
def _laws() -> list[tuple[str, str]]:
    laws = sorted(((law.id, law_name(law.id)) for law in regimes.all()), key=lambda pair: pair[1].lower())
    return [*laws, *((regime, law_name(regime)) for regime in (PROMISE, CONTRACT))]
