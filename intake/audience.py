"""Whose work a mail is before anybody has read it: the officers', or human resources' where it comes of an application.

Addressed to a mailbox of applicants, or naming one, or speaking of an application for a job. Too many for human resources
is the safe side: they give to the officers what is none of theirs.
"""

import re
from collections.abc import Iterable

from cases.words import Audience
from intake.parse.message import ParsedMessage

# English, German, French, Spanish, Portuguese, Polish, Ukrainian. Words that people use of nothing else.
_OF_AN_APPLICATION = re.compile(
    r"\b(?:job application|job applicant|appl(?:y|ied|ying|ication) for (?:a|the|your|this) (?:\w+ ){0,3}?"
    r"(?:job|position|role|vacancy|internship)|job interview|curriculum vitae"
    r"|bewerbungs?\w*|bewerber\w*|beworben|lebenslauf\w*|vorstellungsgespräch\w*"
    r"|offre d[’']emploi|lettre de motivation|entretien d[’']embauche|ma candidature"
    r"|oferta de (?:empleo|emprego|trabajo)|entrevista de (?:trabajo|emprego)|mi candidatura|minha candidatura"
    r"|rekrutacj\w*|list motywacyjny|rozmow\w* kwalifikacyjn\w*"
    r"|вакансі\w*|резюме|співбесід\w*)\b",
    re.IGNORECASE,
)
_LOOKED_AT = 20_000  # characters


def audience_of_addresses(addresses: Iterable[str], *, mailboxes: Iterable[str]) -> Audience:
    """Give the audience of a mail by where it was sent to; `mailboxes` are those of applicants."""
    sent_to = {_plain(address) for address in addresses}
    return Audience.APPLICANTS if sent_to & set(mailboxes) else Audience.GENERAL


def audience_of_mail(mail: ParsedMessage, *, envelope_to: Iterable[str], mailboxes: Iterable[str]) -> Audience:
    """Give the audience of a mail that was read."""
    theirs = list(mailboxes)
    said = f"{mail.subject}\n{mail.text[:_LOOKED_AT]}"
    named = any(mailbox in said.lower() for mailbox in theirs)
    if named or _OF_AN_APPLICATION.search(said):
        return Audience.APPLICANTS
    return audience_of_addresses([*mail.recipients, *mail.to, *mail.cc, *envelope_to], mailboxes=theirs)


def _plain(address: str) -> str:
    """Give the address in lower case without what follows a plus."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
