"""Messages, letters and their deliveries in the admin, to look up."""

from django.contrib import admin

from cases.admin import FileAdmin, ReadOnlyAdmin
from cases.models import Case
from correspondence.models import Delivery, Digest, Letter, Message, OutboxSwitch, OutboxTurn, StaffMail


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


@admin.register(StaffMail)
class StaffMailAdmin(ReadOnlyAdmin):
    """What was mailed to members of staff at once, and how that went; the text is for its reader."""

    list_display = ("queued_at", "user", "state", "sent_at", "attempts", "last_error")
    fields = ("user", "state", "queued_at", "send_after", "sent_at", "attempts", "last_error")
    list_filter = ("state",)
    list_select_related = ("user",)


@admin.register(OutboxSwitch)
class OutboxSwitchAdmin(ReadOnlyAdmin):
    """The switch that pauses sending: it is turned on the page of the outbox."""

    list_display = ("__str__", "reason", "by", "at", "resume_after", "failures")


@admin.register(OutboxTurn)
class OutboxTurnAdmin(ReadOnlyAdmin):
    """Who paused sending, when and why, and who let it go on."""

    list_display = ("at", "__str__", "reason", "by")
    list_select_related = ("by",)
