"""The addresses of the desk's own pages, inside the admin site and its namespace."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from django.views import View

from cases.services.register import ALPHABET
from desk.views import (
    access,
    acts,
    bulk,
    careacts,
    case,
    complaintacts,
    decide,
    endacts,
    lawacts,
    laws,
    letteracts,
    letters,
    lettertexts,
    messages,
    outbox,
    paper,
    postacts,
    quarantine,
    queue,
    release,
    sight,
    work,
)
from desk.views.home import digest


class ReferenceConverter:
    """A case's reference in an address, so that /admin/cases/case/ stays the model's."""

    regex = f"CD-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}"

    def to_python(self, value: str) -> str:
        """Give the reference as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Give the reference as it stands."""
        return value


register_converter(ReferenceConverter, "reference")

CASE = "cases/<reference:reference>/"
ACTS: dict[str, type[View]] = {
    "assign": acts.AssignPage,
    "note": acts.NotePage,
    "describe": acts.DescribePage,
    "late": acts.LatePage,
    "clarified": acts.ClarifiedPage,
    "close": acts.ClosePage,
    "end": acts.EndPage,
    "reopen": acts.ReopenPage,
    "acknowledge": letteracts.AcknowledgePage,
    "ask": letteracts.AskPage,
    "extend": letteracts.ExtendPage,
    "write": letteracts.WritePage,
    "decide": decide.DecidePage,
    "laws": lawacts.LawsPage,
    "contract": lawacts.ContractPage,
    "sight": sight.SightPage,
    "ground": complaintacts.GroundPage,
    "plan": complaintacts.PlanPage,
    "finding": complaintacts.FindingPage,
    "remedy": complaintacts.RemedyPage,
    "escalate": complaintacts.EscalatePage,
    "work_item": careacts.WorkItemPage,
    "link": careacts.LinkPage,
    "correct": careacts.CorrectPage,
    "hold": careacts.HoldPage,
    "release": careacts.ReleasePage,
    "split": careacts.SplitPage,
    "identity_shown": careacts.IdentityShownPage,
    "identity": endacts.IdentityPage,
    "withdrawn": endacts.WithdrawnPage,
    "merge": endacts.MergePage,
    "transfer": endacts.TransferPage,
}


def desk_urls(site: AdminSite) -> list[URLPattern]:
    """Give the addresses, each behind the admin site's log-in."""

    def at(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(route, site.admin_view(view), name=name)

    return [
        at("queue/", queue.queue, "queue"),
        at("queue/many/", bulk.many, "many"),
        at("queue/search/", queue.search, "search"),
        at("queue/found/", queue.found, "found"),
        at(CASE, case.case, "case"),
        at(f"{CASE}take/", acts.take, "take"),
        *(at(f"{CASE}{slug}/", act.as_view(), f"act_{slug}") for slug, act in ACTS.items()),
        at(f"{CASE}findings/<int:pk>/take-back/", complaintacts.FindingBackPage.as_view(), "finding_back"),
        at(f"{CASE}remedies/<int:pk>/done/", complaintacts.RemedyDonePage.as_view(), "remedy_done"),
        at(f"{CASE}authority/<int:pk>/answered/", complaintacts.AuthorityAnsweredPage.as_view(), "authority_answered"),
        at(f"{CASE}authority/<int:pk>/closed/", complaintacts.EscalationClosedPage.as_view(), "authority_closed"),
        at(f"{CASE}work/<int:pk>/done/", acts.FinishPage.as_view(), "finish"),
        at(f"{CASE}letters/<int:pk>/take-back/", acts.TakeBackPage.as_view(), "take_back"),
        at(f"{CASE}release/<int:pk>/", release.ReleasePage.as_view(), "release"),
        at(f"{CASE}letters/<int:pk>/posted/", postacts.PostedPage.as_view(), "posted"),
        at(f"{CASE}letters/<int:pk>/returned/", postacts.ReturnedPage.as_view(), "returned"),
        at(f"{CASE}letters/<int:pk>/by-post/", postacts.PostInsteadPage.as_view(), "post_instead"),
        at(f"{CASE}messages/<int:pk>/", messages.message, "message"),
        at(f"{CASE}messages/<int:pk>/revealed/", messages.message_revealed, "message_revealed"),
        at(f"{CASE}messages/<int:pk>/html/", messages.message_html, "message_html"),
        at(f"{CASE}messages/<int:pk>/raw/", messages.message_raw, "message_raw"),
        at(f"{CASE}messages/<int:pk>/again/", messages.message_again, "message_again"),
        at(f"{CASE}attachments/<int:pk>/", messages.attachment, "attachment"),
        at("quarantine/", quarantine.quarantine, "quarantine"),
        at("quarantine/rules/", quarantine.rules, "rules"),
        at("quarantine/rules/<int:pk>/end/", quarantine.rule_ended, "rule_end"),
        at("quarantine/<int:pk>/", quarantine.arrival, "arrival"),
        at("quarantine/<int:pk>/open/", quarantine.opened, "arrival_open"),
        at("quarantine/<int:pk>/attach/", quarantine.attached, "arrival_attach"),
        at("quarantine/<int:pk>/discard/", quarantine.discarded, "arrival_discard"),
        at("quarantine/<int:pk>/hand-over/", quarantine.handed_over, "arrival_hand_over"),
        at("quarantine/<int:pk>/again/", quarantine.read_again, "arrival_again"),
        at("quarantine/<int:pk>/raw/", quarantine.arrival_raw, "arrival_raw"),
        at("enter/", paper.entry, "enter"),
        at("letters/", letters.letters, "letters"),
        at("outbox/", outbox.outbox, "outbox"),
        at("letters/texts/", lettertexts.letter_texts, "letter_texts"),
        at("letters/texts/<slug:kind>/<slug:language>/", lettertexts.letter_text, "letter_text"),
        at(
            "letters/texts/<slug:kind>/<slug:language>/history/", lettertexts.letter_text_history, "letter_text_history"
        ),
        at("letters/<int:pk>/", letters.letter, "letter"),
        at("letters/<int:pk>/print/", letters.printed, "letter_print"),
        at("letters/<int:pk>/pdf/", letters.letter_pdf, "letter_pdf"),
        at("work/", work.work, "work"),
        at("work/<int:pk>/done/", work.done, "work_done"),
        at("laws/", laws.laws, "laws"),
        at("laws/calculator/", laws.calculator, "calculator"),
        at("laws/<slug:regime>/", laws.law, "law"),
        at("laws/<slug:regime>/confirm/", laws.law_confirm, "law_confirm"),
        at("laws/<slug:regime>/confirmed/<int:pk>/take-back/", laws.law_take_back, "law_take_back"),
        at("access/", access.access, "access"),
        at("access/ask/", access.ask, "access_ask"),
        at("access/csv/", access.access_csv, "access_csv"),
        at("break-glass/", sight.glass, "break_glass"),
        at("digest/", digest, "digest"),
        at("notices/", work.notices, "notices"),
        at("notices/seen/", work.seen, "notices_seen"),
    ]
