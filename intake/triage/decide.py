"""From the phrases that a mail holds to one suggestion, with its reason in words an officer can check against the mail."""

from dataclasses import dataclass

from intake.match import references_in
from intake.triage.language import language_of
from intake.triage.phrases import Hit, fold, sentence, squeeze
from intake.triage.place import place_of
from intake.triage.rules import RIGHTS, index_for, written
from intake.triage.suggestion import Procedure, Suggestion

_NEAR = 25  # characters between "do not" and what it turns around
_COMPLAINS = ("explicit", "wrong", "persists")
_ASKS = {
    "access": "asks for access or a copy",
    "rectification": "asks for correction",
    "erasure": "asks for erasure",
    "restriction": "asks to restrict processing",
    "portability": "asks for portable data",
    "objection": "objects",
    "human_review": "asks for a person's review",
    "consent_withdrawal": "withdraws consent",
    "opt_out": "opts out of sale or sharing",
    "limit_sensitive": "asks to limit sensitive information",
    "explicit": "complains",
    "wrong": "says what was done wrong",
    "persists": "says that it goes on",
    "unhappy": "is displeased",
    "data": "speaks of data",
    "announced": "announces a complaint",
    "appeal": "appeals",
    "agent": "writes for someone else",
    "urgent": "says that it is urgent",
}


def suggest_for(*, text: str, subject: str = "", from_email: str = "", place: str = "") -> Suggestion:
    """Suggest what a text asks for; `place` is the one that a form's sender named, '' to look for signs of it."""
    shown = squeeze(_readable(subject, text))
    language = language_of(shown)
    where, place_reason = (place, "") if place else place_of(shown, from_email)
    found = _Found.of(shown, list(index_for(language).hits(shown)))
    rights = _rights(found, where)
    procedure, rules = _procedure(found, rights)
    service = _service(from_email, shown)
    reasons = [found.quote(rule) for rule in rules if found.counted.get(rule)] or [
        "Nothing in it asks or complains about data"
    ]
    reasons += [found.quote("agent")] if found.counted.get("agent") else []
    reasons += [f"comes from or names the service {service}"] if service else []
    reasons += [f"names the generator of letters {generator}"] if (generator := _generator(shown)) else []
    reasons += [found.quote("urgent")] if found.counted.get("urgent") else []
    reasons += [f"place {where} ({place_reason})"] if place_reason else []
    return Suggestion(
        procedure=procedure,
        rights=rights if procedure != "none" else (),
        language=language,
        place=where,
        agent=bool(found.counted.get("agent") or service),
        urgent=bool(found.counted.get("urgent")),
        reason="; ".join(reasons),
    )


def _readable(subject: str, text: str) -> str:
    """Put the subject before the text, unless it is our own letter's: that speaks our words, not the person's."""
    return text if references_in(subject) else f"{subject}\n\n{text}"


@dataclass(frozen=True)
class _Found:
    """The hits that count, by rule: neither turned around by a negation nor, for complaints, under a condition."""

    shown: str
    counted: dict[str, list[Hit]]

    @classmethod
    def of(cls, shown: str, hits: list[Hit]) -> "_Found":
        by_rule: dict[str, list[Hit]] = {}
        for hit in hits:
            by_rule.setdefault(hit.rule, []).append(hit)
        turning = _Turning(shown, by_rule)
        counted = {rule: [hit for hit in some if turning.leaves(hit)] for rule, some in by_rule.items()}
        counted["access"] = [hit for hit in counted.get("access", []) if not _is_object(hit, counted)]
        counted["announced"] = [hit for rule in _COMPLAINS for hit in by_rule.get(rule, []) if hit not in counted[rule]]
        return cls(shown, counted)

    def quote(self, rule: str) -> str:
        """Return what a rule means and the first words that it found."""
        words = dict.fromkeys(hit.words for hit in self.counted[rule])
        return f"{_ASKS[rule]}: " + ", ".join(f"'{one[:80]}'" for one in list(words)[:2])

    def all_beside(self, rule: str, other: str) -> bool:
        """Tell whether every hit of a rule shares its sentence with one of the other."""
        beside = {sentence(self.shown, hit.start) for hit in self.counted[other]}
        return all(sentence(self.shown, hit.start) in beside for hit in self.counted.get(rule, []))


def _is_object(hit: Hit, counted: dict[str, list[Hit]]) -> bool:
    """Tell whether words of access only name what another right is to act on: "delete the data you hold about me"."""
    acts = (one for right in RIGHTS if right not in ("access", "portability") for one in counted.get(right, []))
    return any(one.start < hit.start < one.end for one in acts)


class _Turning:
    """What turns a phrase around: a negation beside it, or a condition in the sentence of a complaint."""

    def __init__(self, shown: str, by_rule: dict[str, list[Hit]]) -> None:
        self._shown = shown
        excepted = {hit.start for hit in by_rule.get("no_negation", [])}
        self._before = [hit for hit in by_rule.get("negation", []) if hit.start not in excepted]
        self._after = [hit for hit in by_rule.get("negation_after", []) if hit.start not in excepted]
        self._conditions = by_rule.get("condition", [])

    def leaves(self, hit: Hit) -> bool:
        """Tell whether a hit counts as it stands."""
        if hit.rule in (*_COMPLAINS, "appeal"):
            return not self._is_conditional(hit)
        if hit.rule in RIGHTS or hit.rule in ("opting_out", "stop_sharing", "unhappy"):
            return not self._is_negated(hit)
        return True

    def _is_negated(self, hit: Hit) -> bool:
        begins, ends = sentence(self._shown, hit.start)
        before = (one for one in self._before if begins <= one.start and one.end <= hit.start)
        after = (one for one in self._after if hit.end <= one.start < ends)
        gaps = [self._shown[one.end : hit.start] for one in before] + [
            self._shown[hit.end : one.start] for one in after
        ]
        return any(len(gap) <= _NEAR and "," not in gap for gap in gaps) or self._holds_negation(hit)

    def _holds_negation(self, hit: Hit) -> bool:
        """Tell whether a negation stands in the gap of a phrase that is not written with it."""
        inside = (one for one in self._before if hit.start < one.start and one.end < hit.end)
        return any(fold(one.words) not in hit.written for one in inside)

    def _is_conditional(self, hit: Hit) -> bool:
        begins, ends = sentence(self._shown, hit.start)
        return any(begins <= one.start <= hit.start < ends for one in self._conditions)


def _rights(found: _Found, place: str) -> tuple[str, ...]:
    """Return the rights in the glossary's order; two wordings mean a sale in the United States, an objection elsewhere."""
    asked = {right for right in RIGHTS if found.counted.get(right)}
    if found.counted.get("appeal"):
        asked.discard("objection")  # German has one word for both
    if "portability" in asked and found.all_beside("access", "portability"):
        asked.discard("access")  # "send me my data in a machine-readable format" asks for Art. 20 alone
    american = place.startswith("US") or "opt_out" in asked
    for rule in ("opting_out", "stop_sharing"):
        if found.counted.get(rule) and not (rule == "opting_out" and {"opt_out", "objection"} & asked):
            asked.add("opt_out" if american else "objection")
            found.counted.setdefault("opt_out" if american else "objection", []).extend(found.counted[rule])
    return tuple(right for right in RIGHTS if right in asked)


def _procedure(found: _Found, rights: tuple[str, ...]) -> tuple[Procedure, list[str]]:
    """Return the procedure and the rules that speak for it.

    A mail that says it complains is a complaint, also when it asks for a right; one that asks for a right and only tells what
    went wrong is a rights request, since that clock is the law's.
    """
    complains, persists, unhappy, data = (
        bool(found.counted.get(rule)) for rule in ("explicit", "persists", "unhappy", "data")
    )
    wrong = persists or bool(found.counted.get("wrong"))
    if found.counted.get("appeal"):
        return "appeal", ["appeal", *rights]
    if complains and (wrong or data or rights):
        return "complaint", ["explicit", "wrong", "persists", *rights]
    if persists and set(rights) <= {"objection"}:
        return "complaint", ["persists", *rights]  # it tells of an objection that nobody heeded
    if rights:
        return "rights_request", [*rights, "wrong", "persists"]
    if wrong:
        return "complaint", ["wrong"]
    if unhappy and data:
        return "complaint", ["unhappy", "data"]
    if data and found.counted["announced"]:
        return "complaint", ["announced", "data"]
    return "none", []


def _service(from_email: str, shown: str) -> str:
    domain = from_email.rpartition("@")[2].lower()
    for name in written("services")["agents"]:
        if domain == name or domain.endswith(f".{name}") or name in shown.lower():
            return str(name)
    return ""


def _generator(shown: str) -> str:
    """Give the site that wrote the letter for the person to send; such a letter names many rights and is meant."""
    return next((str(name) for name in written("services")["generators"] if name in shown.lower()), "")
