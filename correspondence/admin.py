"""Messages, letters and their deliveries in the admin, to look up."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from cases.admin import FileAdmin, ReadOnlyAdmin
from cases.models import Case
from correspondence.models import Delivery, Digest, Letter, Message, OutboxSwitch


@admin.register(Letter)
class LetterAdmin(FileAdmin):
    """The outbox and everything that left it."""

    list_display = ("subject", "case", "to", "state", "queued_at", "sent_at", "attempts", "last_error")
    list_filter = ("state", "name")
    list_select_related = ("case",)
    search_fields = ("=message_id",)


@admin.register(Message)
class MessageAdmin(FileAdmin):
    """Messages that joined a case, without what they say: that is read on the file, where secrets are hidden."""

    list_display = ("received_at", "case", "from_email", "party")
    fields = ("case", "party", "from_email", "received_at", "message_id", "sender_trust", "defects", "other_address")
    list_select_related = ("case", "party")
    search_fields = ("=message_id",)


@admin.register(Delivery)
class DeliveryAdmin(FileAdmin):
    """Each attempt to hand a letter over, and what came back."""

    case_path = "letter__case__"
    list_display = ("at", "letter", "state", "detail")
    list_filter = ("state",)
    list_select_related = ("letter",)

    def case_of(self, shown: Delivery) -> Case:
        """Give the letter's case."""
        return shown.letter.case


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    """The daily digests to members of staff."""

    list_display = ("on", "user", "state", "queued_at", "sent_at", "attempts", "last_error")
    list_filter = ("state",)
    list_select_related = ("user",)


@admin.register(OutboxSwitch)
class OutboxSwitchAdmin(ReadOnlyAdmin):
    """The switch that pauses sending: an administrator sets it."""

    list_display = ("__str__", "reason", "by", "at", "resume_after", "failures")
    fields = ("paused", "reason", "by", "at", "resume_after", "failures")
    readonly_fields = ("by", "at", "resume_after", "failures")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let who holds the model's own permission set it."""
        return request.user.has_perm("correspondence.change_outboxswitch")
