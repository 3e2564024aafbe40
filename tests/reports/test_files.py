"""Files of long lists: made in the background, for who asked alone, kept for a day; small lists come at once as ever."""

import csv
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from cases.errors import Refused
from cases.models import Blob, BrokenGlass, Case
from reports import views
from reports.asked import Asked
from reports.lists import lines_of
from reports.models import CaseFact, CaseListFile, FilePart
from reports.period import Period
from reports.services import files, refresh
from reports.services.files import ask_for_file, content, delete_file, due_files, make_file, tidy_files
from reports.tasks import sweep_files
from tests.builders import make_complaint, make_request
from tests.reports.counting import brought

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 25)
FILES = "/admin/reports/files/"
ASKED = Asked(Period(), AS_OF, ())


@pytest.fixture
def cases():
    """Seven cases in the figures."""
    made = [make_request(date(2026, 9, day)) for day in range(1, 6)] + [
        make_complaint(date(2026, 9, 6)) for _ in range(2)
    ]
    brought(as_of=AS_OF)
    return made


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of three rows, so that seven cases make three."""
    monkeypatch.setattr(files, "ROWS", 3)


@pytest.fixture
def reader(client, manager):
    """A manager who is logged in."""
    client.force_login(manager)
    return client


def ask(user, *, asked=ASKED, figure="received", rows=7):
    return ask_for_file(user=user, figure=figure, asked=asked, rows=rows, now=timezone.now())


def made(user, **given):
    file = ask(user, **given)
    make_file(file_id=file.pk, now=timezone.now())
    file.refresh_from_db()
    return file


def rows(file, user):
    return list(csv.DictReader(b"".join(content(file=file, user=user)).decode("utf-8-sig").splitlines()))


def test_a_file_has_every_case_of_the_list_once_in_its_order_with_one_heading(manager, cases, small_parts):
    file = made(manager)
    assert (file.state, file.rows, file.written, file.parts.count()) == ("done", 7, 7, 3)
    listed = rows(file, manager)
    keys = list(CaseFact.objects.order_by("ruling_on", "received_on", "pk").values_list("pk", flat=True))
    assert [row["reference"] for row in listed] == [
        line.reference for line in lines_of(keys, figure="received", as_of=AS_OF)
    ]


def test_a_file_of_no_case_has_its_heading(manager):
    file = made(manager, rows=0)
    assert file.state == "done"
    assert b"".join(content(file=file, user=manager)).startswith(b"\xef\xbb\xbfreference,procedure,")


def test_what_lies_on_the_disk_cannot_be_read(manager, cases):
    made(manager)
    [blob] = Blob.objects.filter(pk__in=FilePart.objects.values("blob"))
    raw = (settings.BLOB_DIR / blob.name[:2] / blob.name).read_bytes()
    assert cases[0].reference.encode() not in raw
    assert blob.size > 0


def test_filters_and_period_of_the_list_hold_for_the_file(manager, cases):
    asked = Asked(Period(date(2026, 9, 2), date(2026, 9, 30)), AS_OF, (), (("procedure", "complaint"),))
    assert {row["reference"] for row in rows(made(manager, asked=asked), manager)} == {
        case.reference for case in cases[5:]
    }


def test_a_case_that_is_closed_to_the_reader_is_in_no_file_and_leaves_one_that_was_made(manager, cases, small_parts):
    Case.objects.filter(pk=cases[0].pk).update(restricted=True)
    file = made(manager)
    assert {row["reference"] for row in rows(file, manager)} == {case.reference for case in cases[1:]}
    Case.objects.filter(pk=cases[1].pk).update(restricted=True)
    assert {row["reference"] for row in rows(file, manager)} == {case.reference for case in cases[2:]}
    assert not BrokenGlass.objects.exists()


def test_who_may_read_reports_no_more_gets_no_file_made(stranger, cases):
    file = made(stranger)
    assert (file.state, file.parts.count()) == ("failed", 0)
    assert "may not read reports any more" in file.last_error


def test_asking_twice_while_it_is_made_gives_the_same_file(manager):
    assert ask(manager) == ask(manager)
    assert ask(manager, figure="open") != ask(manager)


def test_nobody_keeps_more_than_five_files_at_a_time(manager):
    for figure in ("received", "open", "overdue", "answered", "late"):
        ask(manager, figure=figure)
    with pytest.raises(Refused, match="You have 5 files already"):
        ask(manager, figure="in_time")
    delete_file(user=manager, file_id=CaseListFile.objects.first().pk, now=timezone.now())
    ask(manager, figure="in_time")


# A worker that dies, and one that comes back.


def test_a_file_whose_maker_died_is_made_again_from_its_beginning_once_the_lease_is_over(manager, cases, small_parts):
    file = ask(manager)
    now = timezone.now()
    dead = files._claimed(file.pk, now)
    files._keep(dead, 0, b"half of it", written=3)
    assert due_files(now=now) == []
    make_file(file_id=file.pk, now=now)
    file.refresh_from_db()
    assert (file.state, file.written) == ("making", 3)
    later = now + timedelta(minutes=10)
    assert due_files(now=later) == [file.pk]
    make_file(file_id=file.pk, now=later)
    file.refresh_from_db()
    assert (file.state, len(rows(file, manager))) == ("done", 7)
    assert not files._keep(dead, 1, b"the other half", written=6)
    assert Blob.objects.filter(destroyed_at__isnull=False).count() == 1


def test_a_list_that_is_no_more_ends_the_file_with_a_sentence(manager):
    file = ask(manager, figure="invented")
    make_file(file_id=file.pk, now=timezone.now())
    file.refresh_from_db()
    assert (file.state, file.last_error) == ("failed", "There is no such list any more.")


def test_what_fails_three_times_is_given_up_and_says_so(manager, cases, monkeypatch):
    def full(*_args, **_named):
        raise OSError("no space left on device")

    monkeypatch.setattr(files.vault, "store", full)
    file = ask(manager)
    for state in ("waiting", "waiting", "failed"):
        make_file(file_id=file.pk, now=timezone.now())
        file.refresh_from_db()
        assert file.state == state
    assert file.last_error


def test_a_file_that_kills_its_makers_is_given_up(manager):
    file = ask(manager)
    CaseListFile.objects.update(state="making", attempts=3, lease_until=timezone.now() - timedelta(minutes=1))
    make_file(file_id=file.pk, now=timezone.now())
    file.refresh_from_db()
    assert (file.state, file.last_error) == ("failed", "It was begun three times and never ended.")


def test_a_file_waits_until_all_is_counted(manager, cases, monkeypatch):
    make_request(date(2026, 9, 7))
    with monkeypatch.context() as much:
        much.setattr(refresh, "MUCH", 0)
        assert made(manager).state == "waiting"
    brought(as_of=AS_OF)
    assert made(manager).written == 8


# Its day.


def test_after_a_day_the_file_is_deleted_and_its_bytes_destroyed(manager, cases):
    file = made(manager)
    tidy_files(now=timezone.now() + timedelta(hours=23))
    assert file.parts.count() == 1
    tidy_files(now=timezone.now() + timedelta(hours=25))
    file.refresh_from_db()
    assert (file.state, file.parts.count()) == ("gone", 0)
    [blob] = Blob.objects.filter(destroyed_at__isnull=False)
    assert not (settings.BLOB_DIR / blob.name[:2] / blob.name).exists()
    tidy_files(now=timezone.now() + timedelta(days=31))
    assert not CaseListFile.objects.exists()


def test_a_deletion_that_was_cut_short_is_ended_by_the_next_sweep(manager, cases):
    file = made(manager)
    CaseListFile.objects.update(state="gone")
    sweep_files()
    assert file.parts.count() == 0


def test_nobody_deletes_the_file_of_another(manager, lead, cases):
    file = made(manager)
    delete_file(user=lead, file_id=file.pk, now=timezone.now())
    file.refresh_from_db()
    assert file.state == "done"


# The pages.


@pytest.fixture
def long_lists(monkeypatch):
    """Lists of more than two rows are long."""
    monkeypatch.setattr(views, "MOST_STREAMED", 2)


def test_a_long_list_is_asked_for_followed_and_fetched(reader, manager, cases, long_lists, small_parts):
    page = reader.get("/admin/reports/cases/?figure=received&procedure=rights_request").content.decode()
    assert "Make the file" in page
    assert "Download as CSV" not in page
    answer = reader.post(FILES, {"figure": "received", "procedure": "rights_request"})
    file = CaseListFile.objects.get()
    assert answer.headers["Location"] == f"{FILES}{file.pk}/"
    waiting = reader.get(answer.headers["Location"]).content.decode()
    assert "The file waits to be made." in waiting
    assert "0 of 5 rows (0 %)" in waiting
    assert reader.get(f"{FILES}{file.pk}.csv").headers["Location"] == f"{FILES}{file.pk}/"
    make_file(file_id=file.pk, now=timezone.now())
    assert "The file is ready." in reader.get(f"{FILES}{file.pk}/").content.decode()
    answer = reader.get(f"{FILES}{file.pk}.csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="received-')
    assert len(list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))) == 5
    assert "Procedure".lower() in reader.get(FILES).content.decode()
    reader.post(FILES, {"drop": str(file.pk)})
    assert "The file was deleted." in reader.get(f"{FILES}{file.pk}/").content.decode()


def test_the_address_of_a_long_csv_leads_to_the_list_that_offers_the_file(reader, cases, long_lists):
    answer = reader.get("/admin/reports/cases.csv?figure=received", follow=True)
    assert answer.redirect_chain == [("/admin/reports/cases/?figure=received", 302)]
    assert "made for you in the background" in answer.content.decode()


def test_a_short_list_comes_at_once(reader, cases):
    assert "Download as CSV" in reader.get("/admin/reports/cases/?figure=received").content.decode()
    assert reader.get("/admin/reports/cases.csv?figure=received").streaming


def test_the_file_of_another_is_unknown(client, manager, lead, cases):
    file = made(manager)
    client.force_login(lead)
    for address in (f"{FILES}{file.pk}/", f"{FILES}{file.pk}.csv"):
        assert client.get(address).status_code == 404


def test_who_lost_the_permission_fetches_nothing(reader, manager, cases):
    file = made(manager)
    manager.user_permissions.clear()
    assert reader.get(f"{FILES}{file.pk}.csv").status_code == 403


@pytest.mark.parametrize("given", [{}, {"figure": "invented"}, {"figure": "open", "place": "nowhere"}, {"drop": "x"}])
def test_a_wish_that_cannot_be_is_no_error(reader, given):
    assert reader.post(FILES, given).status_code in (302, 404)
    assert not CaseListFile.objects.exists()


def test_the_sixth_file_is_refused_with_a_sentence(reader, manager):
    for figure in ("received", "open", "overdue", "answered", "late"):
        ask(manager, figure=figure)
    answer = reader.post(FILES, {"figure": "in_time"}, follow=True)
    assert "You have 5 files already" in answer.content.decode()
