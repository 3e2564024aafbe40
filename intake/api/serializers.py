"""The shapes of the API: what opens a case, what is answered, what is told of a case."""

import re
from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from cases.lifecycle import State
from cases.models import Case
from cases.organisation import organisation
from cases.sight import visible_to_systems
from cases.words import LABELS, Procedure
from complaints.models import Ground
from intake.services.opening import known_place
from intake.submission import Submission
from law.words import Right

PROCEDURES = [Procedure.COMPLAINT.value, Procedure.RIGHTS_REQUEST.value, Procedure.APPEAL.value]
ANSWERED = (State.DECIDED, State.CLOSED)
RIGHTS = [right.value for right in Right if right not in (Right.COMPLAINT, Right.APPEAL)]
LONGEST_TEXT = 50_000
one_line = RegexValidator(r"[\x00-\x1f\x7f]", "Write it in one line, without control characters.", inverse_match=True)


# What does not belong to a procedure.
FOREIGN: dict[str, tuple[str, ...]] = {
    Procedure.RIGHTS_REQUEST: ("ground", "what_is_asked", "about"),
    Procedure.COMPLAINT: ("rights", "by_agent", "about"),
    Procedure.APPEAL: ("rights", "by_agent", "ground"),
}


class Text(serializers.CharField):
    """A text, and no number or truth value that would be made into one."""

    def to_internal_value(self, data: Any) -> str:
        """Give the text. Raises ValidationError."""
        if not isinstance(data, str):
            raise serializers.ValidationError("This must be a text in quotation marks.")
        return super().to_internal_value(data)


class Address(Text, serializers.EmailField):
    """One mail address."""


class Truth(serializers.BooleanField):
    """true or false, and no word that means one."""

    def to_internal_value(self, data: Any) -> bool:
        """Give the value. Raises ValidationError."""
        if not isinstance(data, bool):
            raise serializers.ValidationError("This must be true or false, without quotation marks.")
        return data


class OpenCaseSerializer(serializers.Serializer[Submission]):
    """A request or complaint, as another system of the company passes it on."""

    procedure = serializers.ChoiceField(choices=PROCEDURES, help_text="Which procedure the case follows.")
    rights = serializers.ListField(
        child=serializers.ChoiceField(choices=RIGHTS),
        max_length=len(RIGHTS),
        required=False,
        help_text="For a rights request: the rights that it invokes, at least one.",
    )
    ground = serializers.ChoiceField(
        choices=Ground.values, required=False, help_text="For a complaint: what it is about."
    )
    name = Text(max_length=200, required=False, validators=[one_line], help_text="The person's name, as they say it.")
    email = Address(max_length=254, required=False, help_text="Where we write to; without it nothing is sent.")
    text = Text(max_length=LONGEST_TEXT, required=False, help_text="The person's own words; needed for a complaint.")
    what_is_asked = Text(max_length=LONGEST_TEXT, required=False, help_text="For a complaint: what is asked for.")
    place = Text(
        max_length=6,
        required=False,
        help_text="Where the person lives: ISO 3166 country or subdivision, as DE or US-CA.",
    )
    language = Text(max_length=2, required=False, help_text="ISO 639-1 code of the language to write in, as en.")
    about = Text(
        max_length=12,
        required=False,
        help_text="For an appeal: the reference of the case whose answer the person does not agree with.",
    )
    by_agent = Truth(required=False, help_text="For a rights request: an authorised agent makes it.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse what we do not know by name, so that nothing that was meant is lost in silence."""
        if not isinstance(data, dict):
            raise serializers.ValidationError({"body": ["Send one JSON object with the fields of the case."]})
        unknown = {name[:60]: ["This field is not known; leave it out."] for name in data if name not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        return dict(super().to_internal_value(data))

    def validate_place(self, value: str) -> str:
        """Hold the place against ISO 3166."""
        place = known_place(value.upper())
        if not place:
            raise serializers.ValidationError("This is no ISO 3166 code that we know. Give one such as DE or US-CA.")
        return place

    def validate_language(self, value: str) -> str:
        """Take a code of two letters."""
        if not re.fullmatch(r"[a-z]{2}", value):
            raise serializers.ValidationError("Give the ISO 639-1 code in two small letters, such as en or de.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Hold the fields against the procedure."""
        request = attrs["procedure"] == Procedure.RIGHTS_REQUEST
        foreign = FOREIGN[attrs["procedure"]]
        errors = {
            name: [f"This field does not belong to the procedure “{LABELS[attrs['procedure']].lower()}”; leave it out."]
            for name in foreign
            if attrs.get(name)
        }
        if request and not attrs.get("rights"):
            errors["rights"] = ["Name at least one right that the request invokes."]
        if attrs["procedure"] == Procedure.APPEAL and not _answered(attrs.get("about", "")):
            errors["about"] = ["Give the reference of a case that you may read and that was answered."]
        if not request and not attrs.get("text"):
            errors["text"] = ["Say what happened, in the person's own words."]
        if not attrs.get("name") and not attrs.get("email"):
            errors["email"] = ["Give the person's mail address, or at least a name."]
        if errors:
            raise serializers.ValidationError(errors)
        return attrs

    def submission(self) -> Submission:
        """Give what was said, for the file."""
        said = self.validated_data
        return Submission(
            procedure=said["procedure"],
            rights=list(dict.fromkeys(said.get("rights", []))),
            ground=said.get("ground", ""),
            name=said.get("name", ""),
            email=said.get("email", ""),
            text=said.get("text", ""),
            what_is_asked=said.get("what_is_asked", ""),
            place=said.get("place", ""),
            language=said.get("language") or organisation().languages[0],
            by_agent=said.get("by_agent", False),
            about=said.get("about", ""),
        )


def _answered(reference: str) -> bool:
    """Tell whether the company's systems may read this case, and it was answered; one that is closed to them answers alike."""
    found = Case.objects.filter(visible_to_systems(), reference=reference, answered_on__isnull=False)
    return found.filter(state__in=ANSWERED).exclude(procedure=Procedure.APPEAL).exists()


class OpenedSerializer(serializers.Serializer[dict[str, Any]]):
    """The case that was opened; a repeated call gets the same."""

    reference = serializers.CharField()
    received_at = serializers.DateTimeField(help_text="When we received it: from this moment the law counts.")
    url = serializers.CharField(help_text="Where state and dates are.")


class StoredSerializer(serializers.Serializer[dict[str, Any]]):
    """Stored safely, and not yet a case."""

    detail = serializers.CharField()


class CaseStatusSerializer(serializers.Serializer[Case]):
    """State and dates of a case: no names, nothing of its content."""

    reference = serializers.CharField()
    procedure = serializers.ChoiceField(choices=[procedure.value for procedure in Procedure])
    state = serializers.ChoiceField(choices=[state.value for state in State])
    received_on = serializers.DateField(help_text="The day of receipt in the person's place.")
    due_on = serializers.DateField(allow_null=True, help_text="The earliest date of a law for a duty still open.")
    target_on = serializers.DateField(allow_null=True, help_text="The earliest date of our promise still open.")
    answer_due_on = serializers.DateField(
        allow_null=True, help_text="By when a law wants the answer, also once given; null while we wait for the person."
    )
    answer_target_on = serializers.DateField(
        allow_null=True, help_text="By when we promised the answer; null while we wait for the person."
    )
    acknowledged_on = serializers.DateField(allow_null=True)
    answered_on = serializers.DateField(allow_null=True)
    waiting = serializers.SerializerMethodField(help_text="A law's clock stands still while we wait for the person.")
    waiting_since = serializers.DateField(allow_null=True)

    def get_waiting(self, case: Case) -> bool:
        """Tell whether we wait for the person."""
        return case.waiting_since is not None


class ErrorSerializer(serializers.Serializer[dict[str, Any]]):
    """A refusal: a sentence that says what to do, and one for each field where fields are wrong."""

    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]  # the answer's own word; the class is only a shape
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
