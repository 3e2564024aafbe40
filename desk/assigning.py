"""To whom a case can be given: an officer, or a team of which nobody has it yet. Where there are no teams, none is spoken of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from cases.models import Case, Membership, Team, User
from cases.selectors import active_teams
from cases.services.work import assign, give_to_team
from cases.words import Actor

TEAM = "team-"


@dataclass(frozen=True)
class Assignee:
    """Who gets the case: an officer, a team, or nobody."""

    officer: User | None = None
    team: Team | None = None

    def __str__(self) -> str:
        return str(self.officer or self.team or "nobody")


def holder(case: Case) -> str:
    """Say who has the case."""
    return str(case.officer or case.team or "nobody")


def give(*, case: Case, to: Assignee, by: Actor, now: datetime) -> None:
    """Give the case to who was chosen. Raises Refused."""
    if to.team is not None:
        give_to_team(case=case, team=to.team, by=by, now=now)
    else:
        assign(case=case, officer=to.officer, by=by, now=now)


class AssigneeField(forms.ChoiceField):
    """One of the officers, each with the teams they work in, or one of the teams."""

    def __init__(self, *, nobody: str, **kwargs: Any) -> None:
        super().__init__(label="Officer", **kwargs)
        self.nobody = nobody
        self.error_messages["invalid_choice"] = "That is not one of those listed. Choose again."

    def offer(self, officers: Iterable[User]) -> None:
        """Set who can be chosen."""
        teams = list(active_teams())
        works_in = _teams_of_people() if teams else {}
        self.known = {str(officer.pk): Assignee(officer=officer) for officer in officers}
        people: list[tuple[str, Any]] = [
            (code, ", ".join([str(one), *works_in.get(int(code), [])])) for code, one in self.known.items()
        ]
        groups: list[tuple[str, Any]] = people
        if teams:
            self.label = "Officer or team"
            of_teams = {f"{TEAM}{team.pk}": Assignee(team=team) for team in teams}
            self.known |= of_teams
            groups = [("Officers", people), ("Teams", [(code, str(one)) for code, one in of_teams.items()])]
        self.choices = [("", self.nobody), *groups]

    def clean(self, value: Any) -> Assignee:
        """Give who was chosen. Raises ValidationError."""
        return self.known.get(super().clean(value), Assignee())


def _teams_of_people() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    members = Membership.objects.filter(team__is_active=True).order_by("team__name")
    for person, team in members.values_list("person", "team__name"):
        found[person].append(team)
    return found
