"""The two endpoints: open a case, read a case's state and dates."""

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.models import Case
from cases.services.register import ALPHABET
from cases.sight import visible_to_systems
from intake.api.errors import answer_error
from intake.api.opening import Opened, open_by_call
from intake.api.parsers import StrictJsonParser
from intake.api.permissions import HasScope
from intake.api.serializers import (
    CaseStatusSerializer,
    ErrorSerializer,
    OpenCaseSerializer,
    OpenedSerializer,
    StoredSerializer,
)
from intake.models import ApiKey

LONGEST_IDEMPOTENCY_KEY = 200
# Whatever else stands in an address, a NUL say, need not reach the database.
REFERENCE = re.compile(f"CD-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
STORED = (
    "It is stored safely and will be a case in a moment. "
    "Repeat the call with the same Idempotency-Key to learn its reference."
)
FOR_A_PERSON = (
    "It is stored safely, and an officer looks at it. Repeat the call with the same Idempotency-Key tomorrow."
)
REFUSALS = {401: ErrorSerializer, 403: ErrorSerializer}


class DeskView(APIView):
    """What every address of the API has in common: a key with a scope, strict JSON, refusals in one shape."""

    scope: str
    permission_classes = [IsAuthenticated, HasScope]
    parser_classes = [StrictJsonParser]

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """Give what turns errors into answers."""
        return answer_error


class CasesView(DeskView):
    """Open a case."""

    scope = ApiKey.Scope.OPEN

    @extend_schema(
        operation_id="open_case",
        summary="Open a case",
        description="Stores what was said, opens the case and acknowledges it. Repeating a call with the same "
        "Idempotency-Key and body opens nothing twice and gives the same answer.",
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                description="Your own name for this case, 1 to 200 visible ASCII characters, as a UUID.",
            )
        ],
        request=OpenCaseSerializer,
        responses={
            201: OpenedSerializer,
            200: OpenedSerializer,
            202: StoredSerializer,
            400: ErrorSerializer,
            409: ErrorSerializer,
            413: ErrorSerializer,
            415: ErrorSerializer,
            503: ErrorSerializer,
            **REFUSALS,
        },
    )
    def post(self, request: Request) -> Response:
        """Open a case, or tell again which one this call opened."""
        idempotency_key = _idempotency_key(request)
        asked = OpenCaseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        opened = open_by_call(
            key=_key(request), idempotency_key=idempotency_key, said=asked.submission(), now=timezone.now()
        )
        return _answer(opened)


class CaseView(DeskView):
    """Read a case's state and dates."""

    scope = ApiKey.Scope.READ

    @extend_schema(
        operation_id="read_case",
        summary="Read state and dates",
        responses={200: CaseStatusSerializer, 404: ErrorSerializer, **REFUSALS},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Give state and dates; a restricted or an applicant's case answers like one that does not exist."""
        found = Case.objects.filter(visible_to_systems(), reference=reference)
        case = found.first() if REFERENCE.fullmatch(reference) else None
        if case is None:
            raise Http404
        return Response(CaseStatusSerializer(case).data)


def _key(request: Request) -> ApiKey:
    if not isinstance(request.user, ApiKey):
        raise NotAuthenticated
    return request.user


def _idempotency_key(request: Request) -> str:
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        problem = (
            "Send this header with a name of your own for the case, such as a UUID, so that a repeated call opens one."
        )
    elif len(given) > LONGEST_IDEMPOTENCY_KEY or not (given.isascii() and given.isprintable()):
        problem = f"This header takes 1 to {LONGEST_IDEMPOTENCY_KEY} visible ASCII characters."
    else:
        return given
    raise ValidationError({"Idempotency-Key": [problem]})


def _answer(opened: Opened) -> Response:
    if not opened.reference:
        sentence = FOR_A_PERSON if opened.waits_for_person else STORED
        return Response({"detail": sentence}, status=status.HTTP_202_ACCEPTED, headers={"Retry-After": "30"})
    url = reverse("api:case", args=[opened.reference])
    body = OpenedSerializer({"reference": opened.reference, "received_at": opened.received_at, "url": url}).data
    code = status.HTTP_201_CREATED if opened.new else status.HTTP_200_OK
    return Response(body, status=code, headers={"Location": url})
