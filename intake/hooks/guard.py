"""Which providers may post to us: those that WEBHOOKS names and that something secret guards. The rest find no door."""

from django.conf import settings
from django.core.checks import CheckMessage, Error

PROVIDERS = ("mailgun", "postmark", "sendgrid", "amazon_ses", "brevo", "mailjet")


def is_open(provider: str) -> bool:
    """Tell whether the provider's door is open."""
    return provider in settings.WEBHOOKS and not lacks(provider)


def lacks(provider: str) -> list[str]:
    """Give the settings of Anymail that the provider's webhooks need and do not have."""
    given = settings.ANYMAIL
    missing = []
    if provider == "mailgun":
        if not (given.get("MAILGUN_WEBHOOK_SIGNING_KEY") or given.get("MAILGUN_API_KEY")):
            missing.append("MAILGUN_WEBHOOK_SIGNING_KEY")
    elif not _secrets(given.get("WEBHOOK_SECRET")):
        missing.append("WEBHOOK_SECRET")
    if provider == "brevo" and not given.get("BREVO_API_KEY"):  # Anymail fetches attachments with it
        missing.append("BREVO_API_KEY")
    return missing


def check_webhooks(**_given: object) -> list[CheckMessage]:
    """Report, as an error, each provider that WEBHOOKS names and nothing guards."""
    return [
        Error(
            f"WEBHOOKS names {provider}, but {' and '.join(missing)} is not set, so that anybody could post as it. "
            "Its door stays closed.",
            hint=f'Set it in ANYMAIL, as in {{"{missing[0]}": "…"}}; WEBHOOK_SECRET is "user:password".',
            id="intake.E001",
        )
        for provider in settings.WEBHOOKS
        if (missing := lacks(provider))
    ]


def _secrets(given: object) -> list[str]:
    """Give the user:password texts; one that is not of this form guards nothing."""
    listed = [given] if isinstance(given, str) else list(given) if isinstance(given, list) else []
    return [text for text in listed if isinstance(text, str) and all(text.partition(":"))]
