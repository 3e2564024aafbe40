"""The sign-in form: allauth's, with the field names that Django's own log-in has always had."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """Username and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
        self.fields["login"].widget.attrs["autocapitalize"] = "none"

    def add_prefix(self, field_name: str) -> str:
        """Call the account's name `username` in the page."""
        return super().add_prefix("username" if field_name == "login" else field_name)
