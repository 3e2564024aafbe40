"""What the database knows about mails that were read: asked once for all of them, by a fixed number of queries."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from cases import vault
from cases.models import Case, ClockMark, Party
from cases.organisation import organisation
from correspondence.links import answered_links, links_for, near_reply_link
from correspondence.models import Letter, Link, Message
from intake.match import MatchCandidates, references_in, tokens_in
from intake.models import Answered, Arrival
from intake.parse.message import ParsedMessage
from intake.services.flood import is_flood, opened_lately, sender_key
from intake.services.threads import message_id_key
from law.words import MarkName

MOST_NEAR = 3
MOST_TOKENS = 20
MOST_QUOTED = 50


@dataclass(frozen=True)
class Asked:
    """A mail with what it is looked up by."""

    arrival: Arrival
    mail: ParsedMessage
    recipients: list[str]
    tokens: tuple[str, ...]
    quoted: list[str]
    references: tuple[str, ...]
    sender_key: str = ""
    id_key: str = ""
    content_key: str = ""

    def names(self) -> Iterator[tuple[str, str]]:
        """Give whom and what the mail is about: mails without a common name do not touch each other."""
        mail = self.mail
        kinds = {"from": [self.sender_key], "to": self.tokens}
        kinds["id"] = [mail.message_id, *mail.in_reply_to, *mail.references]
        return ((kind, name) for kind, names in kinds.items() for name in names if name)


@dataclass(frozen=True)
class CameBefore:
    """The arrival that brought the same message first; the cases that it and its copies are on, and whose they were to read."""

    pk: int
    cases: frozenset[int]
    audiences: frozenset[str]


@dataclass
class Known:
    """The answers.

    `links`: reply token -> link; `own`: Message-ID of a party's own message -> the reply link which that party has answered;
    `twins`: content key -> who came before; `ids`: Message-ID keys that came before; `answered`: key -> arrivals; `opened`:
    sender key -> how many cases they opened in the hour before.
    """

    links: dict[str, Link] = field(default_factory=dict)
    own: dict[str, Link] = field(default_factory=dict)
    letters: dict[str, tuple[int, str]] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    twins: dict[str, CameBefore] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    answered: dict[str, list[int]] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    opened: dict[str, int] = field(default_factory=dict)

    def party(self, party_id: int | None) -> Party:
        """Give the party, with its case, to whom a link of these was issued."""
        link = self.link(party_id)
        link.party.case = link.case
        return link.party

    def link(self, party_id: int | None) -> Link:
        """Give the reply link of this party."""
        return next(link for link in (*self.links.values(), *self.own.values()) if link.party_id == party_id)

    def floods(self, asked: Asked) -> bool:
        """Tell whether the sender of this mail has opened as many cases as they may in the hour before it."""
        return is_flood(self.opened.get(asked.sender_key, 0))

    def candidates(self, asked: Asked) -> MatchCandidates:
        """Give what one mail may match; only for a token that opens nothing a slip is looked for."""
        links = {token: self.links[token] for token in asked.tokens if token in self.links}
        near: dict[str, int] = {}
        for token in asked.tokens:
            if token not in links and len(near) < MOST_NEAR and (link := near_reply_link(token)) is not None:
                near[token] = link.case_id
        return MatchCandidates(
            by_token={token: (link.case_id, link.party_id) for token, link in links.items()},
            party_emails={link.party_id: link.party.email for link in (*links.values(), *self.own.values())},
            near_tokens=near,
            by_message_id={name: self.letters[name] for name in asked.quoted if name in self.letters},
            by_own_message={
                name: (self.own[name].case_id, self.own[name].party_id) for name in asked.quoted if name in self.own
            },
            by_reference={name: self.cases[name] for name in asked.references if name in self.cases},
        )


def ask(arrival: Arrival, mail: ParsedMessage) -> Asked:
    """Give what a mail is looked up by; without a Message-ID its content is compared with nothing."""
    recipients = [*arrival.envelope_to, *mail.recipients]
    return Asked(
        arrival=arrival,
        mail=mail,
        recipients=recipients,
        tokens=tokens_in(recipients, organisation().mailboxes)[:MOST_TOKENS],
        quoted=[*mail.in_reply_to, *mail.references][-MOST_QUOTED:],
        references=references_in(mail.subject),
        sender_key=sender_key(mail.from_email) if mail.from_email else "",
        id_key=message_id_key(mail.message_id) if mail.message_id else "",
        content_key=_content_key(mail) if mail.message_id else "",
    )


def look_up(mails: Sequence[Asked]) -> Known:
    """Ask about all of the mails; what nobody names is not asked for."""
    known = Known(opened=opened_lately({one.sender_key: one.arrival.received_at for one in mails if one.sender_key}))
    if tokens := {token for one in mails for token in one.tokens}:
        known.links = links_for(purpose=Link.Purpose.REPLY, secrets=tokens)
    if quoted := {name for one in mails for name in one.quoted}:
        known.letters = _letters(quoted)
        known.own = _own(set(known.letters))
    if cases := {link.case_id for link in (*known.links.values(), *known.own.values())}:
        known.waiting = _waiting(cases)
    if references := {name for one in mails for name in one.references}:
        known.cases = dict(Case.objects.filter(reference__in=references).values_list("reference", "pk"))
    if keys := {one.id_key for one in mails if one.id_key}:
        known.answered = _answered(keys)
        known.twins, known.ids = _came_before(mails, keys)
    return known


def _content_key(mail: ParsedMessage) -> str:
    claimed = [mail.message_id, mail.from_email, str(mail.date_utc), mail.subject, mail.text]
    return vault.fingerprint(json.dumps(claimed).encode())


def _came_before(mails: Sequence[Asked], id_keys: set[str]) -> tuple[dict[str, CameBefore], set[str]]:
    contents = [one.content_key for one in mails if one.content_key]
    others = Arrival.objects.exclude(pk__in=[one.arrival.pk for one in mails])
    firsts = {pk: key or "" for pk, key in others.filter(content_key__in=contents).values_list("pk", "content_key")}
    places = _places(list(firsts)) if firsts else []
    twins = {
        key: CameBefore(
            pk,
            cases=frozenset(case for first, case, _ in places if first == pk and case is not None),
            audiences=frozenset(audience for first, _, audience in places if first == pk),
        )
        for pk, key in firsts.items()
    }
    return twins, set(others.filter(message_id_key__in=id_keys).values_list("message_id_key", flat=True))


def _places(firsts: list[int]) -> list[tuple[int, int | None, str]]:
    """Give where these arrivals and the copies of them led: the first of each, the case, the audience."""
    found = Arrival.objects.filter(Q(pk__in=firsts) | Q(twin__in=firsts)).values_list("pk", "twin", "case", "audience")
    return [(pk if pk in firsts else twin or pk, case, audience) for pk, twin, case, audience in found]


def _letters(ids: set[str]) -> dict[str, tuple[int, str]]:
    """Give, of the Message-IDs that mails answer, those that we sent or keep on a file."""
    kept = Message.objects.filter(message_id__in=ids).values_list("message_id", "case_id", "from_email")
    sent = Letter.objects.filter(message_id__in=ids).values_list("message_id", "case_id", "to")
    return {message_id: (case_id, address) for message_id, case_id, address in [*kept, *sent]}


def _own(ids: set[str]) -> dict[str, Link]:
    """Give, of Message-IDs on our files, those that a party sent from its own address, with the secret that it has answered."""
    parties: dict[str, set[int]] = defaultdict(set)
    sent = Message.objects.filter(message_id__in=ids, party__isnull=False, other_address=False)
    for name, party in sent.values_list("message_id", "party"):
        parties[name].add(party)
    of_one = {name: next(iter(them)) for name, them in parties.items() if len(them) == 1}
    answered = answered_links(of_one.values()) if of_one else {}
    return {name: answered[party] for name, party in of_one.items() if party in answered}


def _answered(keys: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, arrival_id in Answered.objects.filter(key__in=keys).values_list("key", "arrival"):
        found[key].append(arrival_id)
    return found


def _waiting(cases: set[int]) -> set[int]:
    """Give the cases that wait for an answer of the person."""
    stops = ClockMark.objects.filter(case__in=cases, mark=MarkName.CLARIFICATION_REQUESTED, stop_open=True)
    return set(stops.values_list("case", flat=True))
