"""What reports are read from (a fact row per case, a tally per month, procedure and law, and how far both have been brought),
and what is made of them: frozen months, schedules, files of long lists.

Facts and tallies can be made again from the cases and their history; none of it names anybody.
"""

from django.conf import settings
from django.db import models

from cases.models import Blob, Case, Team
from cases.words import LateReason, choices
from complaints.models import Ground


class CaseFact(models.Model):
    """What figures need to know of one case, as of its event `event_seq`; days are local to the person's place."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="fact")
    event_seq = models.PositiveIntegerField()
    procedure = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    received_on = models.DateField()
    month = models.DateField(help_text="First day of the month of receipt.")
    week = models.DateField(help_text="Monday of the week of receipt.")
    regime = models.CharField(max_length=24, help_text="Whose date rules the answer: a law, else the promise.")
    rights = models.CharField(max_length=250, help_text="Names of the rights invoked, in order, with spaces between.")
    place = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    outcome = models.CharField(max_length=16, blank=True)
    acknowledged_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    answer_target_on = models.DateField(null=True)
    ruling_on = models.DateField(null=True, help_text="The law's date for the answer, else the promise's.")
    acknowledge_days = models.IntegerField(null=True)
    answer_days = models.IntegerField(null=True)
    net_days = models.IntegerField(null=True, help_text="Days to the answer without those on which the clock stood.")
    late_days = models.IntegerField(null=True, help_text="Days after the date on which the answer left; none in time.")
    late_reason = models.CharField(max_length=16, choices=choices(LateReason), blank=True, db_default="")
    extended = models.BooleanField()
    stopped = models.BooleanField(help_text="The clock stood still for the person at least once.")
    reopened = models.PositiveSmallIntegerField(help_text="How often it came back into progress.")

    class Meta:
        indexes = [
            models.Index(fields=["month", "procedure"], name="fact_month"),
            models.Index(fields=["received_on"], name="fact_received"),
            models.Index(fields=["ruling_on", "received_on", "case"], name="fact_order"),
            models.Index(fields=["answered_on"], name="fact_answered", condition=models.Q(answered_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"facts of case {self.case_id}"


class Rollup(models.Model):
    """The tally of the cases of one month of receipt, procedure and law: counts, and how many took how many days.

    `tally` is {"counts": {name: n}, "days": {name: {number: n}}}; a number is one of days, or a date's ordinal.
    """

    month = models.DateField()
    procedure = models.CharField(max_length=16)
    regime = models.CharField(max_length=24)
    tally = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "procedure", "regime"], name="one_rollup_per_group")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.procedure} {self.regime}"


class Progress(models.Model):
    """Up to which event the facts have been brought, which months wait for their tally, and when it was; one row."""

    settled_event = models.BigIntegerField(default=0, help_text="All events up to this one are in the facts.")
    seen_event = models.BigIntegerField(default=0, help_text="The last event that was there when we looked.")
    untallied = models.JSONField(default=list, blank=True, help_text="First days of months whose facts changed since.")
    brought_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_progress", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"up to event {self.settled_event}"


class Snapshot(models.Model):
    """The report on timeliness as it was known at the end of a month: never counted again, chained to the one before."""

    known_on = models.DateField(unique=True, help_text="The last day of the month.")
    taken_at = models.DateTimeField()
    edition = models.CharField(max_length=16, help_text="The edition of laws, calendars and promise that it rests on.")
    document = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-known_on"]

    def __str__(self) -> str:
        return f"{self.known_on:%B %Y}"


class ReportSchedule(models.Model):
    """A member of staff wants the link to a report by mail: it comes with their daily digest."""

    class Every(models.TextChoices):
        WEEK = "week", "every Monday"
        MONTH = "month", "on the first of each month"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_schedules", db_index=False
    )
    report = models.CharField(max_length=40)
    query = models.CharField(max_length=400, blank=True, help_text="How it is cut and filtered; no period.")
    every = models.CharField(max_length=5, choices=Every.choices)
    next_on = models.DateField()

    class Meta:
        ordering = ["report", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "report", "query", "every"], name="one_schedule_each"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.get_every_display()}"


class CaseListFile(models.Model):
    """A long list of cases as a CSV file, made in the background for who asked, kept encrypted for a day."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits to be made"
        MAKING = "making", "is being made"
        DONE = "done", "ready"
        FAILED = "failed", "could not be made"
        GONE = "gone", "deleted"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="case_list_files"
    )
    figure = models.CharField(max_length=40)
    query = models.CharField(max_length=400, blank=True, help_text="Period and filters, as an address names them.")
    as_of = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(help_text="Cases that it lists.")
    written = models.PositiveIntegerField(default=0, help_text="Cases that are in it by now.")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    kept_until = models.DateTimeField(null=True, help_text="When it is deleted.")

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["state", "kept_until"], name="file_state"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} as of {self.as_of}, {self.rows} rows"


class FilePart(models.Model):
    """Some thousand lines of a file, encrypted as a blob of their own, so that neither writing nor reading needs memory."""

    file = models.ForeignKey(CaseListFile, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_part_per_number")]

    def __str__(self) -> str:
        return f"part {self.number} of file {self.file_id}"
