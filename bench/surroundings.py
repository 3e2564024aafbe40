"""What stands beside the cases of `filling`: staff in teams, arrivals, letters and remedies, by SQL from the same fixed rule."""

from datetime import UTC, datetime

from cases.models import Blob, Membership, Team, User

# Teams, and people in each; the first of them leads it.
TEAMS, PEOPLE = 20, 10
TABLES = (
    "cases_user",
    "cases_team",
    "cases_blob",
    "cases_party",
    "intake_arrival",
    "correspondence_letter",
    "complaints_remedy",
)


def add_staff_and_blob() -> None:
    """Add the teams with their people, numbered from 1, and the one file that stands for everything that came in."""
    everyone = range(TEAMS * PEOPLE)
    User.objects.bulk_create(User(pk=1 + n, username=f"officer{1 + n}", is_staff=True) for n in everyone)
    Team.objects.bulk_create(Team(pk=1 + n, name=f"Team {1 + n:02}") for n in range(TEAMS))
    Membership.objects.bulk_create(
        Membership(team_id=1 + n // PEOPLE, person_id=1 + n, leads=n % PEOPLE == 0) for n in everyone
    )
    Blob.objects.create(
        pk=1, name="one-for-all", size=1000, fingerprint="", created_at=datetime(2022, 11, 1, tzinfo=UTC)
    )


def surroundings(words: dict[str, str]) -> list[str]:
    """Give the statements, to be run after those of the cases while their table `told` is there.

    `words` say what the engines differ in. An arrival opened each case, and one more for every twentieth ended elsewhere; each
    was acknowledged, and answered by a letter where it was; some letters came back; every third complaint has a remedy.
    """
    return [_parties(words), *_arrivals(words), *_letters(words), _remedies(words)]


def _parties(words: dict[str, str]) -> str:
    return f"""INSERT INTO cases_party (id, case_id, role, name, email, opened_case)
        SELECT n, n, 'requester', '', '', {words["true"]} FROM told"""


def _arrivals(words: dict[str, str]) -> list[str]:
    at, json = words["moment"].format("received_on"), words["json"].format

    def statement(number: str, state: str, case: str, which: str) -> str:
        return f"""INSERT INTO intake_arrival (id, channel, source, raw_id, size, received_at, envelope_to, null_return_path,
                message_id_key, same_id_other_content, state, reason, suggestion, audience, case_id, attempts, last_error,
                ended_at)
            SELECT {number}, 'mail', 'smtp', 1, 1000, {at}, {json("'[]'")}, {words["false"]}, '', {words["false"]}, {state}, '',
                {json("'{}'")}, 'general', {case}, 1, '', {at}
            FROM told WHERE {which}"""

    ends = ("quarantined", "bounce", "auto_reply", "report", "duplicate")
    said = " ".join(f"WHEN {place} THEN '{state}'" for place, state in enumerate(ends))
    elsewhere = f"CASE (n / 20) % {len(ends) + 1} {said} ELSE 'discarded' END"
    last = "(SELECT MAX(n) FROM told)"
    return [
        statement("n", "'opened'", "n", "1 = 1"),
        statement(f"{last} + n / 20", elsewhere, "NULL", "n % 20 = 0"),
    ]


def _letters(words: dict[str, str]) -> list[str]:
    text = words["text"].format

    def statement(number: str, name: str, duty: str, on: str, which: str) -> str:
        at, key = words["moment"].format(on), f"'{name}:' || {text('n')}"
        return f"""INSERT INTO correspondence_letter (id, case_id, party_id, name, language, version, "to", by_post,
                postal_address, subject, body, message_id, key, meets_duty, mark, automatic, cap_address, cap_domain, state, "by",
                queued_at, send_after, attempts, last_error, sent_at)
            SELECT {number}, n, n, '{name}', 'en', 0, '', {words["false"]}, '', '', '', {key} || '@desk', {key}, '{duty}', '',
                {words["false"]}, '', '',
                CASE WHEN n % 100 = 7 THEN 'bounced' WHEN n % 1000 = 8 THEN 'failed' WHEN n % 1000 = 9 THEN 'queued'
                    WHEN n % 2 = 0 THEN 'sent' ELSE 'delivered' END,
                'system', {at}, {at}, 1, '', CASE WHEN n % 1000 IN (8, 9) THEN NULL ELSE {at} END
            FROM told WHERE {which}"""

    last = "(SELECT MAX(n) FROM told)"
    return [
        statement("n", "acknowledgement", "acknowledge", "acknowledged_on", "1 = 1"),
        statement(f"{last} + n", "response", "respond", "would_on", "answered IS NOT NULL"),
    ]


def _remedies(words: dict[str, str]) -> str:
    day = words["day"].format
    done = day("received + answered + 6 + n % 17")
    return f"""INSERT INTO complaints_remedy (id, complaint_id, what, owner_id, due_on, by_id, at, done_on, how_done)
        SELECT n, n, '', officer, {day("received + answered + 20")}, officer, {words["moment"].format("would_on")},
            CASE WHEN n % 13 <> 0 AND {done} < {words["today"]} THEN {done} END, ''
        FROM told WHERE procedure = 'complaint' AND answered IS NOT NULL AND n % 10 = 1"""
