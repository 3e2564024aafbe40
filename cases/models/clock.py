"""The clock of a case: marks are the truth, deadlines are computed from them, notices say what the watch saw."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from cases.models.case import RIGHTS, Case
from cases.words import Threshold, choices
from law.words import Duty, MarkName

DUTIES = [(duty.value, duty.value.replace("_", " ").capitalize()) for duty in Duty]
MARKS = [(mark.value, mark.value.replace("_", " ").capitalize()) for mark in MarkName]


class ClockMark(models.Model):
    """A dated fact that the clock reads. Never edited: a correction supersedes it, or it is taken off with a reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="marks")
    right = models.CharField(max_length=24, choices=RIGHTS)
    mark = models.CharField(max_length=24, choices=MARKS)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    stop_open = models.BooleanField(default=False, help_text="A stop that no resumption has ended yet.")
    superseded_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT)
    cause = models.CharField(max_length=40, blank=True, help_text="What set it, such as the letter that left.")
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_because = models.CharField(max_length=20, blank=True, help_text="A code: why it no longer counts.")

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "right", "mark"], condition=Q(stop_open=True), name="one_open_stop_per_right_and_kind"
            )
        ]
        # The questions that wait for an answer, of which there are few, by what they ask.
        indexes = [models.Index(fields=["mark", "case"], name="mark_open_stop", condition=Q(stop_open=True))]

    def __str__(self) -> str:
        return f"{self.mark} {self.on}"


class Deadline(models.Model):
    """The date of one duty under one law (or a promise of ours), with its working.

    `firm_on` is the last day that rests on verified figures alone: the only one that rules and is told outside. A law's
    `due_on` without it, or a later one, is for the house: an alarm. `on` is the day to work towards.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines", db_index=False)
    right = models.CharField(max_length=24, choices=RIGHTS)
    regime = models.CharField(max_length=24)
    duty = models.CharField(max_length=20, choices=DUTIES)
    statutory = models.BooleanField(help_text="Set by law; else by the promise.")
    due_on = models.DateField(null=True, blank=True)
    firm_on = models.DateField(
        null=True, blank=True, help_text="The last day on verified figures alone; the only one to tell outside."
    )
    alarm_on = models.DateField(null=True, blank=True, help_text="The earlier day of strict counting.")
    met_on = models.DateField(null=True, blank=True)
    stopped_since = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=8)
    provision = models.CharField(max_length=300, blank=True, help_text="Where the law sets the period.")
    working = models.JSONField(default=list, help_text="[{on, because, citation}], with `inside` for the house's own.")
    next_check_at = models.DateTimeField(
        null=True, blank=True, help_text="The next moment at which the watch has something to say: a day begins there."
    )

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "right", "regime", "duty"], name="one_deadline_per_duty"),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at", "id"], name="deadline_watch", condition=Q(next_check_at__isnull=False)
            ),
            models.Index(fields=["regime", "case"], name="deadline_law"),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} by {self.on}"

    @property
    def on(self) -> date | None:
        """The day to work towards: the firm one, else the alarm."""
        return self.firm_on or self.due_on

    def is_overdue(self, today: date) -> bool:
        """Tell whether the day has passed with the duty open; on the day itself it has not."""
        return self.met_on is None and self.on is not None and self.on < today


class Notice(models.Model):
    """What the watch of the dates told: once per case, duty, threshold and date to the officer, and once to the team leads.

    It is shown from the first working hour on (docs/decisions/0009).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices", db_index=False)
    duty = models.CharField(max_length=20, choices=DUTIES)
    threshold = models.CharField(max_length=12, choices=choices(Threshold))
    for_on = models.DateField(help_text="The date that the notice is about.")
    statutory = models.BooleanField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )
    for_leads = models.BooleanField(default=False, db_default=False, help_text="To the team leads, all of them.")
    created_at = models.DateTimeField()
    shown_at = models.DateTimeField(db_default=Now(), help_text="From when it is shown: a working hour of the office.")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "duty", "threshold", "for_on", "for_leads"], name="one_notice_per_threshold"
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "-created_at"], name="notice_unseen", condition=Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_threshold_display()}: {self.get_duty_display()} {self.for_on}"
