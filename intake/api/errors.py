"""What the API refuses, and the one shape of every refusal: {"detail": a sentence, "fields": {name: [sentences]}}."""

from typing import Any

import structlog
from django.db import DatabaseError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cases.errors import Refused
from intake.api.auth import SEND_KEY

log = structlog.get_logger(__name__)

NOT_FOUND = "There is nothing at this address. Check the reference and the address; addresses end in a slash."
NOT_STORED = (
    "Nothing was stored, because the desk has a fault. Repeat the call in a minute with the same Idempotency-Key."
)
SENTENCES: dict[type[Exception], str] = {
    exceptions.NotAuthenticated: f"This address needs a key. {SEND_KEY}",
    exceptions.NotFound: NOT_FOUND,
    Http404: NOT_FOUND,
    exceptions.UnsupportedMediaType: "Send the body as JSON, with the header 'Content-Type: application/json'.",
    exceptions.NotAcceptable: "Answers are JSON only. Send the header 'Accept: application/json' or none.",
}


class BodyTooLarge(exceptions.APIException):
    """The body is larger than a case can be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class KeyReused(Refused):
    """The idempotency key was used before, with another body."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used before with another body. Use a new key for a new case, "
            "or send the first body again to learn its reference."
        )


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Give the answer to a refusal or a fault of storage; anything else fails loudly."""
    if isinstance(error, Refused):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, OSError | DatabaseError):
        log.error("api.not_stored", error=type(error).__name__)
        return Response(
            {"detail": NOT_STORED}, status=status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": "60"}
        )
    response = exception_handler(error, context)
    if response is not None:
        response.data = _body(error, response, context)
    return response


def _body(error: Exception, response: Response, context: dict[str, Any]) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        fields = response.data if isinstance(response.data, dict) else {"body": response.data}
        named = ", ".join(sorted(fields))
        return {"detail": f"Nothing was opened. Mend these fields and send again: {named}.", "fields": fields}
    if isinstance(error, exceptions.MethodNotAllowed):
        return {"detail": f"This address takes only: {', '.join(context['view'].allowed_methods)}."}
    return {"detail": SENTENCES.get(type(error)) or str(getattr(error, "detail", error))}
