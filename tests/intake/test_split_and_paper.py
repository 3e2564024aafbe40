"""Two cases out of one message, and what comes on paper: each counts from the day on which it truly came."""

from datetime import date

import pytest

from cases.errors import Refused
from cases.models import Case
from cases.selectors import cases_for_staff
from cases.services.laws import choose_law, promise_by_contract
from cases.services.sight import Sight, set_sight, sight_of
from cases.words import Audience, Channel, LawChoice, Procedure
from complaints.models import Ground
from correspondence.models import Attachment, Letter, Message
from desk.history import sentence
from intake.models import Arrival
from intake.services.paper import dates_of, enter, moment_of
from intake.services.split import Part, split
from intake.submission import Submission, SubmittedFile
from tests.builders import DAY, bring_in, mail, make_request, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 20)
SCAN = SubmittedFile("letter.pdf", "application/pdf", b"%PDF-1.4 scan")
LETTER = Submission(
    procedure="rights_request", rights=("erasure",), name="Petra Paper", text="Please delete my data.", place="DE",
    files=[SCAN],
)  # fmt: skip
COMPLAINS = Part(Procedure.COMPLAINT, "Your advertising goes on.", ground=Ground.MARKETING)


def entered(said=LETTER, on=date(2026, 9, 7), key="a" * 32, officer=None):
    return enter(said=said, channel=Channel.POST, on=on, key=key, officer=officer, now=NOW)


def test_a_mail_that_asks_and_complains_becomes_two_linked_cases_received_on_the_same_day(officer):
    arrival = bring_in(mail("Please send me a copy of my data. And your advertising goes on!"))
    made = split(case=arrival.case, part=COMPLAINS, officer=officer, now=NOW)
    assert (made.procedure, made.complaint.ground) == ("complaint", "marketing")
    assert (made.received_on, made.received_at) == (arrival.case.received_on, DAY)
    assert made.links_out.get().other == arrival.case
    copied, first = Message.objects.get(case=made), Message.objects.get(case=arrival.case)
    assert copied.text == first.text
    assert copied.raw_id != first.raw_id
    assert Letter.objects.get(case=made).name == "acknowledgement"


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("restricted", [True, False])
def test_what_is_split_off_is_closed_to_whom_the_first_case_is_closed(officer, lead, dpo, audience, restricted):
    case = bring_in(mail("Please send me a copy of my data. And Mr Officer reads my data for fun!")).case
    set_sight(case=case, sight=Sight(audience, restricted, {officer.pk}), by=dpo, now=NOW)
    made = split(case=case, part=COMPLAINS, officer=dpo, now=NOW)
    assert sight_of(Case.objects.get(pk=made.pk)) == Sight(audience, restricted, {officer.pk})
    assert not cases_for_staff(officer).exists()
    assert cases_for_staff(lead).filter(pk=made.pk).exists() == cases_for_staff(lead).filter(pk=case.pk).exists()
    told = set(case.events.values_list("kind", flat=True)) & {"restricted", "audience_changed", "concern_named"}
    assert told <= set(made.events.values_list("kind", flat=True))


def test_what_is_split_off_follows_the_other_procedure_and_says_what_it_is(officer):
    case = make_request()
    with pytest.raises(Refused, match="follows the other procedure"):
        split(case=case, part=Part(Procedure.RIGHTS_REQUEST, "w", rights=("erasure",)), officer=officer, now=NOW)
    with pytest.raises(Refused, match="Say what of the message"):
        split(case=case, part=Part(Procedure.COMPLAINT, " "), officer=officer, now=NOW)
    assert Case.objects.count() == 1


def test_a_letter_counts_from_the_day_it_came_and_its_scan_is_on_the_file(officer):
    arrival = entered(officer=officer)
    assert (arrival.state, arrival.channel) == ("opened", "post")
    case = arrival.case
    assert (case.received_on, case.channel) == (date(2026, 9, 7), "post")
    assert case.parties.get().name == "Petra Paper"
    file = Attachment.objects.get(message__case=case)
    assert (file.name, file.sniffed_type) == ("letter.pdf", "application/pdf")
    first = case.events.all()[0]
    assert (first.kind, first.actor) == ("registered", str(officer.actor))
    assert case.events.filter(kind="acknowledgement_withheld").exists()


def test_a_letter_entered_twice_by_one_form_is_one_case(officer):
    entered(officer=officer)
    entered(officer=officer)
    assert (Arrival.objects.count(), Case.objects.count()) == (1, 1)


def test_a_letter_with_an_address_is_acknowledged_by_mail(officer):
    said = Submission(
        procedure="complaint", text="You call me.", place="DE", email="petra@example.de", ground="marketing"
    )
    arrival = entered(said, officer=officer)
    assert Letter.objects.get(case=arrival.case).to == "petra@example.de"
    assert arrival.case.complaint.ground == "marketing"


def test_an_appeal_is_about_the_request_and_has_the_clock_of_an_appeal(officer):
    about = make_request(place="US-VA")
    said = Submission(procedure="appeal", text="I object to your decision.", place="US-VA", about=about.reference)
    case = entered(said, officer=officer).case
    assert (case.procedure, case.about) == ("appeal", about)
    assert case.deadlines.filter(right="appeal", regime="us-va-vcdpa", duty="respond").exists()


def test_a_letter_that_answers_a_case_joins_it(officer):
    case = make_request()
    said = Submission(text="Here is my answer.", link_party=case.parties.get().pk)
    arrival = entered(said, officer=officer)
    assert (arrival.state, arrival.case, arrival.reason) == ("joined", case, "Entered by an officer.")


def test_a_letter_of_tomorrow_is_refused_and_one_of_today_counts_from_now():
    with pytest.raises(Refused, match="a day to come"):
        moment_of(on=date(2026, 9, 21), place="DE", now=NOW)
    assert moment_of(on=date(2026, 9, 20), place="US-CA", now=NOW) == NOW
    assert moment_of(on=date(2026, 9, 19), place="DE", now=NOW).isoformat() == "2026-09-19T12:00:00+02:00"


def test_the_dates_are_shown_before_anything_is_saved():
    rows = dates_of(said=LETTER, channel=Channel.POST, on=date(2026, 9, 7), now=NOW)
    assert date(2026, 10, 7) in [row.on for row in rows]
    assert not Case.objects.exists()


def test_a_mail_against_our_decision_opens_an_appeal_that_is_investigated_as_a_complaint_is():
    case = bring_in(mail("I appeal your decision to refuse my request.", subject="Appeal")).case
    assert (case.procedure, case.complaint.ground) == ("appeal", "other")
    assert [right.right for right in case.rights.all()] == ["appeal"]
    assert "Your reference" in Letter.objects.get(case=case).body


def test_what_is_split_off_falls_under_the_laws_and_the_promise_that_were_chosen_for_the_first_case(officer, dpo):
    case = bring_in(mail("Please send me a copy of my data. And your advertising goes on!")).case
    why = "She lives in California."
    choose_law(case=case, regime="us-ca-ccpa", choice=LawChoice.APPLIES, reason=why, officer=officer, now=NOW)
    choose_law(case=case, regime="eu-gdpr", choice=LawChoice.DOES_NOT, reason=why, officer=officer, now=NOW)
    promise_by_contract(case=case, days=10, citation="Contract 7, clause 9", officer=officer, now=NOW)
    made = split(case=case, part=COMPLAINS, officer=dpo, now=NOW)
    words = made.laws.values_list("regime", "applies", "reason", "by")
    assert set(words) == {("us-ca-ccpa", True, why, officer.pk), ("eu-gdpr", False, why, officer.pk)}
    promise = made.contract_promise
    assert (promise.days, promise.citation, promise.by) == (10, "Contract 7, clause 9", officer)
    assert made.deadlines.get(regime="contract", duty="respond").due_on == date(2026, 9, 13)
    assert "eu-gdpr" not in {law["regime"] for law in Case.objects.get(pk=made.pk).regimes}
    events = made.events.filter(kind__in=["law_chosen", "contract_promised"])
    said = [sentence(event, {}, openable={case.reference}) for event in events]
    assert len(said) == 3
    assert all(words.endswith(f", taken over from {case.reference}") for words in said)
    assert not [words for words in (sentence(event, {}) for event in events) if case.reference in words]
    assert {event.actor for event in events} == {f"staff:{dpo.pk}"}


def test_what_is_split_off_a_case_of_which_nothing_was_chosen_has_nothing_chosen(officer):
    made = split(case=make_request(), part=COMPLAINS, officer=officer, now=NOW)
    assert not made.laws.exists()
    assert not made.events.filter(kind__in=["law_chosen", "contract_promised"]).exists()
