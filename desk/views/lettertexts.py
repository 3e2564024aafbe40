"""The texts of letters: their list, one to change and preview before it is saved, and its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.errors import Refused
from cases.organisation import organisation
from cases.services.history import record_access
from correspondence.filling import LetterText
from correspondence.lettercheck import faults_of_text
from correspondence.letterkinds import KINDS, LetterKind
from correspondence.letterpreview import previews
from correspondence.lettertexts import (
    in_force_of,
    last_changes,
    our_day,
    text_in_force,
    text_of,
    text_rows,
    versions_of,
)
from correspondence.services.lettertexts import CONFIGURE, Wanted, check, save_version
from desk.door import page, show, staff_of
from desk.lettertextforms import LetterTextForm, start
from desk.lettertexts import compared, kind_lines, placeholder_lines, version_lines
from desk.views.act import REFUSED
from desk.words import day, language_name


@dataclass(frozen=True)
class Asked:
    """The text that an address names, and now."""

    kind: LetterKind
    language: str
    now: datetime

    @property
    def frame(self) -> dict[str, Any]:
        """Give what every page about it shows."""
        return {"kind": self.kind, "language": self.language, "language_name": language_name(self.language)}

    def text(self, number: int) -> LetterText:
        """Give a version's text. Raises Http404."""
        found = text_of(name=self.kind.name, language=self.language, number=number)
        if found is None:
            raise Http404
        return found


@require_safe
@page(CONFIGURE)
def letter_texts(request: HttpRequest) -> HttpResponse:
    """List every kind of letter: which text is in force in which language, and who changed it."""
    now = timezone.now()
    lines, changes = kind_lines(text_rows(now)), last_changes()
    return show(request, "letter_texts.html", title="Texts of letters", lines=lines, changes=changes)


@require_http_methods(["GET", "HEAD", "POST"])
@page(CONFIGURE)
def letter_text(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Change a text: write it, read the letters that it makes, save it as the next version."""
    asked = _asked(kind, language)
    if request.method != "POST":
        return _show_form(request, asked, _form(request, asked, initial=_initial(request, asked)))
    form = _form(request, asked, request.POST)
    step = request.POST.get("step", "")
    if step == "back" or not _holds(asked, form):
        return _show_form(request, asked, form)
    wanted = _wanted(asked, form)
    try:
        earlier = check(wanted=wanted, now=asked.now)
        if step != "save":
            return _show_preview(request, asked, form, number=earlier[0].number + 1 if earlier else 1)
        saved = save_version(wanted=wanted, by=staff_of(request), now=asked.now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_form(request, asked, form, status=REFUSED)
    messages.success(request, f"Version {saved.number} is saved and holds from {day(saved.from_day)}.")
    return redirect("admin:letter_text_history", kind, language)


@require_safe
@page(CONFIGURE)
def letter_text_history(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Show every version of a text with what it changed, compare any two, and lead back to an older one."""
    asked = _asked(kind, language)
    versions = list(versions_of(name=kind, language=language))
    today = our_day(asked.now)
    current = in_force_of(versions, today)
    chosen = [_number(request, name) for name in ("a", "b")]
    both = [asked.text(number) for number in chosen if number is not None]
    return show(
        request,
        "letter_text_history.html",
        title="History of a text",
        lines=version_lines(versions, asked.text(0), today),
        current=current.number if current else 0,
        numbers=[version.number for version in reversed(versions)],
        chosen=chosen,
        compared=compared(*both) if len(both) == len(chosen) else None,
        **asked.frame,
    )


def _asked(kind: str, language: str) -> Asked:
    if kind not in KINDS or language not in organisation().letter_languages:
        raise Http404
    return Asked(KINDS[kind], language, timezone.now())


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else None


def _form(request: HttpRequest, asked: Asked, data: Any = None, **more: Any) -> LetterTextForm:
    return LetterTextForm(data, user=staff_of(request), language=asked.language, **more)


def _initial(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Begin with the text in force, or with the older one that the address names."""
    latest = versions_of(name=asked.kind.name, language=asked.language).first()
    number = _number(request, "from")
    if number is None:
        text, why = text_in_force(name=asked.kind.name, language=asked.language, now=asked.now), ""
    else:
        text = asked.text(number)
        why = f"Back to version {number}." if number else "Back to the shipped text."
    based_on = latest.number if latest else 0
    return start(subject=text.subject, body=text.body, why=why, from_day=our_day(asked.now), based_on=based_on)


def _holds(asked: Asked, form: LetterTextForm) -> bool:
    """Tell whether the form is filled in and its text may be saved; all that is wrong stands beside it at once."""
    if form.is_valid() or {"subject", "body"} <= form.cleaned_data.keys():
        told = {name: form.cleaned_data[name] for name in ("subject", "body")}
        for sentence in faults_of_text(kind=asked.kind, language=asked.language, **told):
            form.refuse(sentence)
    return form.is_valid()


def _wanted(asked: Asked, form: LetterTextForm) -> Wanted:
    told = {name: form.cleaned_data[name] for name in ("subject", "body", "from_day", "why", "based_on")}
    return Wanted(name=asked.kind.name, language=asked.language, **told)


def _show_form(request: HttpRequest, asked: Asked, form: LetterTextForm, *, status: int = 200) -> HttpResponse:
    return show(
        request,
        "letter_text.html",
        title=asked.kind.title,
        status=status,
        form=form,
        errors=form.errors,
        placeholders=placeholder_lines(asked.kind),
        **asked.frame,
    )


def _show_preview(request: HttpRequest, asked: Asked, form: LetterTextForm, *, number: int) -> HttpResponse:
    """Show the letters that the text makes; one of a real case is a reading of it, and recorded."""
    data, case = form.cleaned_data, form.cleaned_data.get("case")
    if case is not None:
        record_access(by=staff_of(request).actor, what="letter preview", now=asked.now, case=case)
    text = LetterText(number, data["subject"], data["body"])
    before = text_in_force(name=asked.kind.name, language=asked.language, now=asked.now)
    return show(
        request,
        "letter_text_preview.html",
        title=asked.kind.title,
        form=form,
        case=case,
        number=number,
        before=before.number,
        previews=previews(kind=asked.kind, language=asked.language, text=text, now=asked.now, case=case),
        changed=compared(before, text),
        follows=_follows(asked, number, data),
        **asked.frame,
    )


def _follows(asked: Asked, number: int, data: dict[str, Any]) -> list[str]:
    today = data["from_day"] == our_day(asked.now)
    since = "From now on" if today else f"From {day(data['from_day'])} on"
    officer = (
        ["They leave by themselves: nobody reads them before."]
        if asked.kind.name == "acknowledgement"
        else ["An officer reads each one and can change it before it leaves."]
    )
    return [
        f"{since}, letters of this kind in {language_name(asked.language)} are made from version {number}.",
        *officer,
        "Letters that are made already stay as they are. Every version stays in the history, and can be gone back to.",
    ]
