"""The form for what came by post, telephone or at the counter: what it says, who sent it, and when it truly came."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from cases.models import Case, Party, User
from cases.selectors import cases_for_staff
from cases.words import LABELS, Channel, Procedure, Role
from complaints.models import Ground
from desk.choices import offer, place_choices, plain_rights, said
from desk.forms import day_field, text_area
from desk.words import LANGUAGES
from intake.services.paper import CHANNELS
from intake.submission import Submission, SubmittedFile
from portal.fields import Files, file_name, file_type
from portal.uploads import MEGABYTES, MOST_FILES

PROCEDURES = (Procedure.RIGHTS_REQUEST, Procedure.COMPLAINT, Procedure.APPEAL)


class EntryForm(forms.Form):
    """What an officer enters."""

    channel = forms.ChoiceField(
        choices=[(channel.value, LABELS[channel]) for channel in CHANNELS],
        widget=forms.RadioSelect,
        label="How it came",
    )
    on = day_field(
        "The day on which it reached us",
        help_text="The stamp of receipt or the day of the call, not today: every date is counted from it.",
    )
    joins = forms.CharField(
        required=False,
        max_length=20,
        label="Belongs to the case",
        help_text="Where it is about a case that is there already: its reference, such as CD-7K3M-Q9XT. "
        "Else leave it empty and a case is opened.",
    )
    from_authority = forms.BooleanField(
        required=False,
        label="It is from the supervisory authority on that case",
        help_text="Else it counts as the word of the person, and answers a question that we asked them.",
    )
    procedure = forms.ChoiceField(
        required=False,
        choices=[("", "Choose…"), *((procedure.value, LABELS[procedure]) for procedure in PROCEDURES)],
        label="Open as",
    )
    rights = forms.MultipleChoiceField(
        choices=[], widget=forms.CheckboxSelectMultiple, required=False, label="Rights, of a request"
    )
    ground = forms.ChoiceField(
        choices=[("", "Not clear yet"), *Ground.choices], required=False, label="Ground, of a complaint"
    )
    about = forms.CharField(
        required=False,
        max_length=20,
        label="About our decision on the case",
        help_text="Of a complaint or appeal: the reference of the request that it is about.",
    )
    name = forms.CharField(required=False, max_length=200, label="Name of the person")
    email = forms.EmailField(
        required=False,
        label="Mail address",
        help_text="If they gave one. The acknowledgement goes there at once; without it, answer by post.",
    )
    by_agent = forms.BooleanField(required=False, label="Someone writes for the person (an agent)")
    place = forms.ChoiceField(choices=place_choices, required=False, label="Where the person is")
    language = forms.ChoiceField(choices=list(LANGUAGES.items()), label="Language")
    text = forms.CharField(
        max_length=50_000,
        widget=text_area(8),
        label="What it says",
        help_text="The words that matter, or what was said on the telephone and by whom it was taken.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["rights"] = offer(self.fields["rights"], plain_rights(), None)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields as they are shown."""
        return [
            ("When and how", [self["channel"], self["on"], self["joins"], self["from_authority"]]),
            ("A new case", [self[name] for name in ("procedure", "rights", "ground", "about")]),
            ("Who", [self[name] for name in ("name", "email", "by_agent", "place", "language")]),
            ("", [self["text"]]),
        ]

    def said(self) -> list[tuple[str, str]]:
        """Give what was entered, for reading beside the dates."""
        return [(str(field.label), said(field)) for field in self.visible_fields() if said(field)]

    def clean_joins(self) -> Case | None:
        """Find the case that it belongs to."""
        return self._case("joins")

    def clean_about(self) -> Case | None:
        """Find the case that it is about."""
        return self._case("about")

    def clean(self) -> dict[str, Any]:
        """Ask for what opening a case needs."""
        data = super().clean() or {}
        if data.get("from_authority") and self._writer(data.get("joins"), Role.SUPERVISORY_AUTHORITY) is None:
            self.add_error(
                "from_authority",
                "That case has no authority on it. Record it there first: “An authority takes it up…”.",
            )
        if data.get("joins") or self.errors.get("joins"):
            return data
        if not data.get("procedure"):
            self.add_error("procedure", "Choose as what a case is opened, or name the case that it belongs to.")
        if data.get("procedure") == Procedure.RIGHTS_REQUEST and not data.get("rights"):
            self.add_error("rights", "Choose at least one right that the request invokes.")
        return data

    @property
    def joined(self) -> Case | None:
        """Give the case that it belongs to, if it names one."""
        case: Case | None = self.cleaned_data["joins"]
        return case

    @property
    def channel_chosen(self) -> Channel:
        """Give the way by which it came."""
        return Channel(self.cleaned_data["channel"])

    def submission(self, files: Sequence[SubmittedFile] = ()) -> Submission:
        """Give what is kept and opened."""
        data, case = self.cleaned_data, self.joined
        writer = self._writer(case, Role.SUPERVISORY_AUTHORITY if data["from_authority"] else None)
        about: Case | None = data["about"]
        is_request = data["procedure"] == Procedure.RIGHTS_REQUEST
        return Submission(
            procedure=data["procedure"],
            rights=data["rights"] if is_request else [],
            ground="" if is_request else data["ground"],
            name=data["name"],
            email=data["email"],
            text=data["text"],
            place=data["place"],
            language=data["language"],
            by_agent=data["by_agent"],
            link_party=writer.pk if writer else None,
            about=about.reference if about and not is_request else "",
            files=files,
        )

    def _writer(self, case: Case | None, role: Role | None) -> Party | None:
        """Give whose word it is on the case that it joins: who opened it, or the party of that role that came last."""
        if case is None:
            return None
        parties = Party.objects.filter(case=case)
        return parties.filter(role=role).last() if role else parties.filter(opened_case=True).first()

    def _case(self, name: str) -> Case | None:
        written = str(self.cleaned_data[name]).strip().upper()
        if not written:
            return None
        found = cases_for_staff(self.user).filter(reference=written).first()
        if found is None:
            raise forms.ValidationError("There is no such case. Check the reference.")
        return found


class ScanForm(forms.Form):
    """The scans that go with it."""

    scans = Files(
        required=False,
        label="Scan",
        help_text=f"The letter as PDF or picture: at most {MOST_FILES} files, {MEGABYTES} MB together. It is encrypted "
        "and kept as it is.",
    )

    def clean_scans(self) -> Sequence[UploadedFile]:
        """Hold the files against the limit of all uploads."""
        files: Sequence[UploadedFile] = self.cleaned_data["scans"]
        if sum(file.size or 0 for file in files) > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                f"The files are larger than {MEGABYTES} MB together. Scan them in grey or with fewer dots, or send the "
                "rest as a second letter that belongs to the case."
            )
        return files

    def submitted(self) -> list[SubmittedFile]:
        """Give the files with safe names and their bytes."""
        return [SubmittedFile(file_name(file), file_type(file), file.read()) for file in self.cleaned_data["scans"]]
