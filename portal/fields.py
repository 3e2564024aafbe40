"""Form fields that take what people paste: text without control characters, one address, several files."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from portal.addresses import AddressRefused, one_address
from portal.uploads import MOST_FILES

LONGEST_TEXT = 50_000
LONGEST_LINE = 200
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Marks that turn the direction of writing: in a name they would let one text look like another.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class _Text(forms.CharField):
    """Counts length itself: the `maxlength` attribute would let browsers cut what a person pastes, without a word."""

    longest = LONGEST_TEXT

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        message = ngettext_lazy(
            "This is too long: at most %(limit_value)d character, and you have %(show_value)d. "
            "Please shorten it, or send it as a file.",
            "This is too long: at most %(limit_value)d characters, and you have %(show_value)d. "
            "Please shorten it, or send it as a file.",
            "limit_value",
        )
        self.validators.append(MaxLengthValidator(self.longest, message))


class Words(_Text):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Give the text with single line ends and without control characters."""
        text = str(super().to_python(_without_controls(value)))
        return text.replace("\r\n", "\n").replace("\r", "\n")


class Line(_Text):
    """Text of one line, such as a name."""

    longest = LONGEST_LINE

    def to_python(self, value: Any) -> str:
        """Give the text with single spaces, without control characters or marks that turn the direction of writing."""
        text = TURNS.sub("", _without_controls(value))
        return str(super().to_python(" ".join(text.split())))


class Address(forms.CharField):
    """One mail address that can be reached."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        """Give the address as letters will carry it."""
        text = str(value or "").strip()
        if not text:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            return one_address(text)
        except AddressRefused as refused:
            raise ValidationError(str(refused), code="address") from refused


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files up to the limit; each is kept as it is and never opened here."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        """Give the files. Raises ValidationError for too many, and for an empty one by its name."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Choose at most %(most)d files.") % {"most": MOST_FILES}, code="too_many")
        for file in files:
            if not file.size:
                raise ValidationError(
                    _('The file "%(name)s" is empty. Please choose it again, or leave it out.')
                    % {"name": file_name(file)},
                    code="empty",
                )
        return files


def file_name(file: UploadedFile) -> str:
    """Give a file's name as it can be shown: without control characters or turns of direction, at most 200 long."""
    name = "".join(c for c in TURNS.sub("", file.name or "") if unicodedata.category(c) != "Cc").strip()
    return name[-LONGEST_LINE:] or "file"


def file_type(file: UploadedFile) -> str:
    """Give the type that the sender declares for a file, as a claim to be shown: at most 100 long."""
    return _without_controls(file.content_type)[:100]


def _without_controls(value: Any) -> str:
    return NOT_TEXT.sub("", str(value or ""))
