"""What an administrator keeps, with what each page is for: the part of Today that is theirs."""

from dataclasses import dataclass

from django.urls import reverse

from correspondence.models import OutboxSwitch


@dataclass(frozen=True)
class ConfigurationPlace:
    """One page of configuration; `alarm` says what stands out there now."""

    name: str
    address: str
    does: str
    alarm: str = ""


def places_of_configuration() -> list[ConfigurationPlace]:
    """Give the pages in the order in which a new desk is set up."""
    switch = OutboxSwitch.objects.filter(pk=1).first()
    paused = f"Paused: {switch.reason or 'no reason given'}" if switch is not None and switch.paused else ""
    return [
        ConfigurationPlace("People", reverse("admin:cases_user_changelist"), "Who works here, in which group."),
        ConfigurationPlace("Groups", reverse("admin:auth_group_changelist"), "What each group may do."),
        ConfigurationPlace("Teams", reverse("admin:cases_team_changelist"), "Who works together, and who leads whom."),
        ConfigurationPlace(
            "Sending",
            reverse("admin:correspondence_outboxswitch_changelist"),
            "Pause all letters, let them go on.",
            paused,
        ),
        ConfigurationPlace("Letters", reverse("admin:letter_texts"), "What each letter says, by language and version."),
        ConfigurationPlace("Laws", reverse("admin:laws"), "Confirm the figures that nobody has verified."),
        ConfigurationPlace("API keys", reverse("admin:intake_apikey_changelist"), "Which systems may open cases."),
        ConfigurationPlace(
            "Mailboxes", reverse("admin:intake_mailboxstate_changelist"), "How far each mailbox was read."
        ),
        ConfigurationPlace(
            "Signs of life", reverse("admin:cases_heartbeat_changelist"), "Which parts of the desk work."
        ),
    ]
