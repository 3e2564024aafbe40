"""The kinds of letters: what each is for, which placeholders its text may hold, and which it must.

Pure: what a kind says in which language stands in templates/letters/, and in the versions that staff save.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """How a text may use a fact: say it, only decide between wordings by it, or put in a whole passage."""

    SAID = "said"
    CONDITION = "condition"
    PASSAGE = "passage"


@dataclass(frozen=True)
class Fact:
    """What a placeholder stands for. `values`: what it may be compared with. `may_lack`: a letter may have none of it.

    `within`: it is only there where that other fact is. `inside`: the passage that gives it too.
    """

    name: str
    means: str
    use: Use = Use.SAID
    values: tuple[str, ...] = ()
    may_lack: bool = False
    within: str = ""
    inside: str = ""


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter. `facts` are its own beside the common ones; `must` names those that every such letter gives.

    `both`: it is written about complaints and about requests; else `is_complaint` says about which.
    `tells_apart`: a condition each value of which needs words of its own. `law`: why the law wants it, where it does.
    """

    name: str
    title: str
    purpose: str
    must: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    law: str = ""
    both: bool = True
    is_complaint: bool = False
    tells_apart: str = ""
    to_authority: bool = False

    def known(self) -> Mapping[str, Fact]:
        """Give every fact that its text may use, by name, its own first."""
        return {fact.name: fact for fact in self._known()}

    def _known(self) -> Iterator[Fact]:
        yield from self.facts
        for fact in (*COMMON, *(() if self.to_authority else OF_THE_PERSON)):
            if self.both or fact.name != "is_complaint":
                yield fact


COMMON = (
    Fact("reference", "The case's reference, such as CD-7K3M-Q9XT."),
    Fact("received_on", "The day on which it was received, in words."),
    Fact("is_complaint", "Whether it is about a complaint or appeal; else it is about a request.", Use.CONDITION),
    Fact("by_post", "Whether the person has no mail address, so that the letter is posted.", Use.CONDITION),
    Fact("organisation.name", "The organisation's name.", inside="signature"),
    Fact("organisation.mailbox", "The mail address that people write to.", inside="signature"),
    Fact("organisation.website", "The organisation's website.", inside="signature"),
    Fact("signature", "Greeting, the team, mail address and website.", Use.PASSAGE),
)
OF_THE_PERSON = (
    Fact("status_url", "The person's private page. Only they get this address.", inside="ways_to_answer"),
    Fact("ways_to_answer", "How to answer, with the private page.", Use.PASSAGE),
    Fact("answer_by", "The day by which we answer, in words.", may_lack=True),
    Fact(
        "answer_statutory", "Whether that day is the law's; else it is our promise.", Use.CONDITION, within="answer_by"
    ),
    Fact("answer_provision", "The provision that sets that day.", may_lack=True, within="answer_by"),
)
REDRESS = Fact(
    "redress_notice", "Where the person may complain: authority and court, by the laws of the case.", Use.PASSAGE
)
ART_12_3, ART_12_4, ART_77 = "Art. 12(3) GDPR", "Art. 12(4) GDPR", "Art. 77 GDPR"
WHO_WRITES = ("reference", "organisation.name", "organisation.mailbox")

_KINDS = (
    LetterKind(
        "acknowledgement",
        "Acknowledgement",
        "Confirms that a request or complaint has come, by itself and at once. It carries nothing that the person wrote.",
        must=(*WHO_WRITES, "received_on", "answer_by", "answer_provision", "status_url"),
        law="where a law asks for a confirmation of receipt",
    ),
    LetterKind(
        "identity",
        "Asking who the person is",
        "Asks the person to show who they are. The clock stops where the law says so.",
        must=(*WHO_WRITES, "wanted", "status_url"),
        facts=(Fact("wanted", "What the person should show, as the officer writes it."),),
        law="Art. 12(6) GDPR",
    ),
    LetterKind(
        "clarification",
        "Question to the person",
        "Asks the person something. The clock stops where the law says so.",
        must=(*WHO_WRITES, "question", "status_url"),
        facts=(Fact("question", "What the officer asks."),),
    ),
    LetterKind(
        "extension",
        "Notice of extension",
        "Says that and why the answer takes longer, and by when it comes.",
        must=(*WHO_WRITES, "received_on", "reason", "extended_to", "provisions", "status_url"),
        facts=(
            Fact("reason", "Why more time is needed, as the officer writes it."),
            Fact("extended_to", "The new day, in words.", may_lack=True),
            Fact("provisions", "A line for each law that allows it: provision and length.", Use.PASSAGE, may_lack=True),
        ),
        law=ART_12_3,
    ),
    LetterKind(
        "response_request",
        "Answer to a request",
        "Says what was decided on each right, why, by which article, and where the person may complain.",
        must=(*WHO_WRITES, "received_on", "decisions", "redress_notice", "status_url"),
        facts=(
            Fact("decisions", "For each right: what was decided, the reasons, the article.", Use.PASSAGE),
            REDRESS,
        ),
        law=f"{ART_12_3} and {ART_12_4}",
        both=False,
    ),
    LetterKind(
        "response_complaint",
        "Answer to a complaint",
        "Says the outcome, what was found, what is put right, and where the person may complain further.",
        must=(*WHO_WRITES, "received_on", "established", "findings", "remedies", "redress_notice", "status_url"),
        facts=(
            Fact("outcome", "The outcome.", Use.CONDITION, values=("upheld", "partly_upheld", "not_upheld")),
            Fact("established", "What the investigation established, as the officer writes it."),
            Fact("findings", "Each question that was looked into, with what was found.", Use.PASSAGE, may_lack=True),
            Fact("remedies", "A line for each thing that is put right, with its day.", Use.PASSAGE, may_lack=True),
            REDRESS,
        ),
        law=f"{ART_77}; UK: s. 164A Data Protection Act 2018",
        both=False,
        is_complaint=True,
        tells_apart="outcome",
    ),
    LetterKind(
        "transfer",
        "Passing on what is not ours",
        "Says whose matter it is, and that nothing was passed on.",
        must=(*WHO_WRITES, "whose", "contact", "redress_notice", "status_url"),
        facts=(
            Fact("whose", "Whose matter it is."),
            Fact("contact", "How to reach them.", may_lack=True),
            REDRESS,
        ),
        law=ART_12_4,
    ),
    LetterKind(
        "withdrawal",
        "Confirmation of a withdrawal",
        "Confirms that the person withdrew, and that work has ended.",
        must=(*WHO_WRITES, "status_url"),
    ),
    LetterKind(
        "merged",
        "Merged with another case",
        "Says under which reference a matter goes on that came twice.",
        must=(*WHO_WRITES, "kept_reference"),
        facts=(Fact("kept_reference", "The reference that is kept."),),
    ),
    LetterKind(
        "free",
        "Letter of the officer's own",
        "The frame of a letter: greeting, reference and signature. The officer writes the rest.",
        must=(*WHO_WRITES, "status_url"),
    ),
    LetterKind(
        "authority",
        "Letter to an authority",
        "The frame of a letter to a supervisory authority.",
        must=(*WHO_WRITES,),
        to_authority=True,
    ),
)
KINDS: Mapping[str, LetterKind] = {kind.name: kind for kind in _KINDS}
PLACEHOLDERS = frozenset(name for kind in _KINDS for name in kind.known())
# A subject travels unprotected and stands in logs of mail servers: nothing of the person in it.
IN_SUBJECTS = ("reference", "organisation.name", "is_complaint", "by_post")
