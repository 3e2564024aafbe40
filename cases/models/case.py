"""The case: one file for one request or complaint, the rights it invokes and the people on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases import lifecycle
from cases.words import Audience, Channel, LateReason, Outcome, Procedure, Role, choices
from law.words import Right

STATES = [(state.value, label) for state, label in lifecycle.LABELS.items()]
OPEN_STATES = sorted(lifecycle.OPEN)
# A complaint and an appeal have a clock too, so they stand where a right stands.
RIGHTS = [(right.value, right.value.replace("_", " ").capitalize()) for right in Right]


class Case(models.Model):
    """The file of one request or complaint.

    `due_on` is the earliest open statutory deadline, `target_on` the earliest open date of the promise, `next_on` the
    earlier of both; all three are kept by cases.services.clock from the `Deadline` rows, for the queue.
    """

    reference = models.CharField(max_length=12, unique=True)
    procedure = models.CharField(max_length=16, choices=choices(Procedure))
    state = models.CharField(max_length=16, choices=STATES, default=lifecycle.State.RECEIVED.value)
    channel = models.CharField(max_length=12, choices=choices(Channel))
    received_at = models.DateTimeField()
    received_on = models.DateField(help_text="The day of receipt in the person's place.")
    place = models.CharField(
        max_length=8, blank=True, help_text="ISO 3166 country, with subdivision; empty when unknown."
    )
    regimes = models.JSONField(
        default=list,
        help_text="The laws that apply, why, and in which version: [{regime, because, citation, version}].",
    )
    computed_from = models.CharField(
        max_length=16,
        blank=True,
        help_text="The edition of law, calendars and promise that the dates were computed from.",
    )
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=200, blank=True, help_text="What it is about, for officers.")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    team = models.ForeignKey(
        "cases.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        db_index=False,
        help_text="Whose work it is: the officer's team, or the one that it was given to before it has an officer.",
    )
    restricted = models.BooleanField(default=False, help_text="Only the data protection officer may open it.")
    audience = models.CharField(
        max_length=12,
        choices=choices(Audience),
        default=Audience.GENERAL.value,
        help_text="Whose work it is: the officers', or, for applicants for a job, human resources'.",
    )
    about = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="complaints_about", db_index=False
    )
    due_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    next_duty = models.CharField(max_length=20, blank=True)
    waiting_since = models.DateField(null=True, blank=True, help_text="The clock is stopped for the person since.")
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer_due_on = models.DateField(
        null=True, blank=True, help_text="Earliest statutory date for the answer, also after it was met: for reports."
    )
    answer_target_on = models.DateField(null=True, blank=True, help_text="The promise's date for the answer.")
    late_reason = models.CharField(
        max_length=16,
        choices=choices(LateReason),
        blank=True,
        default="",
        db_default="",
        help_text="Why the answer is late; the words about it stand in a note.",
    )
    outcome = models.CharField(max_length=16, choices=choices(Outcome), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    salt = models.BinaryField(max_length=32, help_text="Destructible: HMACs in the history cannot be tried without it.")
    event_seq = models.PositiveIntegerField(default=0)
    event_head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-received_at"]
        permissions = [
            ("work_case", "Can work on cases"),
            ("see_general", "Can open cases of everybody but applicants"),
            ("see_applicants", "Can open applicants' cases"),
            ("assign_case", "Leads the team: is told of every case, gives out many at once"),
            ("see_restricted", "Can open restricted cases"),
            ("break_glass", "Can open a closed case in need, with a reason"),
            ("see_reports", "Can read the reports"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outcome_exactly_when_decided",
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=[state for state, _ in STATES])),
        ]
        indexes = [
            # Only a case that owes something has a next date. SQLite takes a partial index where the query repeats
            # its condition, and it does not see through the parameters of a list of states.
            models.Index(fields=["next_on", "id"], name="case_queue", condition=Q(next_on__isnull=False)),
            models.Index(
                fields=["officer", "next_on", "id"], name="case_officer_queue", condition=Q(next_on__isnull=False)
            ),
            # An organisation without teams has nothing in it.
            models.Index(
                fields=["team", "next_on", "id"],
                name="case_team_queue",
                condition=Q(next_on__isnull=False, team__isnull=False),
            ),
            # Few cases are about another one.
            models.Index(fields=["about"], name="case_about", condition=Q(about__isnull=False)),
            models.Index(fields=["state", "next_on"], name="case_state"),
            models.Index(fields=["next_on", "id"], name="case_waiting", condition=Q(waiting_since__isnull=False)),
            models.Index(fields=["received_on", "procedure"], name="case_received"),
            models.Index(fields=["-received_at"], name="case_newest"),
            # What the queue can be narrowed to: each finds the few; where there are many, the order of the queue does.
            models.Index(fields=["place"], name="case_place", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["language"], name="case_language"),
            models.Index(fields=["procedure"], name="case_procedure"),
            models.Index(fields=["-received_at"], name="case_restricted", condition=Q(restricted=True)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Tell whether work on the case goes on."""
        return self.state in lifecycle.OPEN

    @property
    def is_owing(self) -> bool:
        """Tell whether a duty that is not met yet still runs: also when the answer is decided on and has not left."""
        return self.state in lifecycle.OWING


class InvokedRight(models.Model):
    """One right that a request invokes (or the complaint itself), with its own clock and outcome."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rights", db_index=False)
    right = models.CharField(max_length=24, choices=RIGHTS)
    outcome = models.CharField(max_length=16, choices=choices(Outcome), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "right"], name="right_once_per_case")]
        indexes = [models.Index(fields=["right", "case"], name="right_cases")]

    def __str__(self) -> str:
        return self.get_right_display()


class Party(models.Model):
    """A person's role on a case and the identity that they claim.

    The address is an unverified contact: it gets acknowledgement, clarification and identity letters, and its link
    shows state and dates, never content of the file.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=24, choices=choices(Role))
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    opened_case = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opened_case", "id"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(opened_case=True), name="one_opener_per_case"),
        ]
        indexes = [models.Index(fields=["email"], name="party_email")]

    def __str__(self) -> str:
        return self.name or self.email or self.get_role_display()
