"""One arrival in quarantine as its page shows it: what it says, what is suggested, and the forms filled in from that."""

from typing import Any

from django.forms import Form

from cases.errors import BlobUnreadable
from cases.models import Case
from cases.words import Audience, Procedure
from correspondence.masking import masked, sentence
from correspondence.services.inbox import ReceivedFile
from correspondence.sniff import sniffed_type, warning
from desk.arrivalforms import AttachForm, DiscardForm, OpenForm
from desk.download import GONE
from desk.thread import MOST_SHOWN, trust_words
from desk.words import LANGUAGES, spoken
from intake.models import Arrival, SenderCheck, SenderRule
from intake.parse.defects import explain
from intake.services.opening import known_place
from intake.services.quarantine import preview
from intake.services.rules import rule_for
from intake.services.senders import TRUST_NAME


def suggestion_words(found: Arrival) -> str:
    """Say what triage suggests."""
    said = found.suggestion or {}
    procedure = said.get("procedure", "")
    if procedure in ("", "none"):
        return "No suggestion"
    rights = ", ".join(spoken(right) for right in said.get("rights", []))
    return f"{spoken(procedure).capitalize()}{': ' + rights if rights else ''}"


def reading(found: Arrival) -> dict[str, Any]:
    """Give what the arrival says, or that its bytes are gone."""
    try:
        said = preview(found)
    except BlobUnreadable:
        return {"gone": GONE}
    new = said.reply_text or said.text
    subject, shown = masked(said.subject), masked(new[: MOST_SHOWN + 200])
    return {
        "said": said,
        "subject": subject.text,
        "text": shown.text[:MOST_SHOWN],
        "secrets": sentence(tuple(dict.fromkeys((*subject.kinds, *shown.kinds)))),
        "files": [_file(file) for file in said.files],
        "cut": len(new) > MOST_SHOWN,
        "defects": [explain(code) for code in said.defects],
        "trust": trust_words(said.sender_trust | own_check(found)),
    }


def own_check(found: Arrival) -> dict[str, str]:
    """Give what our own check of the signature said, where it was done."""
    done = SenderCheck.objects.filter(arrival=found, checked_at__isnull=False).first()
    return {TRUST_NAME: done.dkim} if done else {}


def of_applicants(found: Arrival) -> bool:
    """Tell whether the arrival is human resources' to decide."""
    return found.audience == Audience.APPLICANTS


def _file(file: ReceivedFile) -> dict[str, Any]:
    """Give a file of an arrival with what to beware of; it is saved from the raw bytes only."""
    found = sniffed_type(file.content)
    warned = warning(name=file.name, declared=file.content_type, sniffed=found)
    return {"name": file.name, "size": len(file.content), "warning": warned}


def fresh_forms(found: Arrival, suggested: Case | None, *, sender: str) -> dict[str, Form]:
    """Give the forms as they are before anything is typed: as triage suggests, or as an officer taught for this sender."""
    said = found.suggestion or {}
    language, first = said.get("language", ""), said.get("wrote_first", {})
    rule = None if of_applicants(found) else rule_for(sender, deed=SenderRule.Deed.FILL_IN)
    initial = {
        "procedure": said["procedure"] if said.get("procedure") in list(Procedure) else "",
        "rights": said.get("rights", []),
        "place": known_place(said.get("place", "")),
        "language": language if language in LANGUAGES else "en",
        "by_agent": said.get("agent", False),
        "asker_email": first.get("email", ""),
        "asker_name": first.get("name", ""),
    }
    if rule is not None:
        initial |= rule.choice
    return {
        "open_form": OpenForm(initial=initial),
        "attach_form": AttachForm(initial={"reference": suggested.reference if suggested else ""}),
        "discard_form": DiscardForm(),
    }
