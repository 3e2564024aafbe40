"""The reports for the company's own systems: `/api/v1/reports/`, with a key that may read them."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.places import local_day
from intake.api.serializers import ErrorSerializer
from intake.api.views import DeskView
from intake.models import ApiKey
from reports.output import as_document
from reports.registry import reports
from reports.request import asked_in
from reports.services.refresh import keep_up

REFUSALS = {401: ErrorSerializer, 403: ErrorSerializer}


class ReportsView(DeskView):
    """The reports that there are."""

    scope = ApiKey.Scope.REPORTS

    @extend_schema(
        operation_id="list_reports",
        summary="List the reports",
        responses={200: OpenApiTypes.OBJECT, **REFUSALS},
    )
    def get(self, _request: Request) -> Response:
        """Give name, title and question of each."""
        told = [{"name": one.name, "title": one.title, "question": one.question} for one in reports().values()]
        return Response({"reports": told})


class ReportView(DeskView):
    """One report."""

    scope = ApiKey.Scope.REPORTS

    @extend_schema(
        operation_id="read_report",
        summary="Read a report",
        description=(
            "The figures of the report's page. A filter is a further parameter, as `procedure=complaint`. `complete` is false "
            "while a large part of the history is still being counted."
        ),
        parameters=[
            OpenApiParameter("from", OpenApiTypes.STR, description="Received from this month or day on: 2026-01."),
            OpenApiParameter("to", OpenApiTypes.STR, description="Received up to this month or day."),
            OpenApiParameter(
                "by", OpenApiTypes.STR, description="Cut by this instead, as `regime` or `month,channel`."
            ),
            OpenApiParameter("known_on", OpenApiTypes.DATE, description="As known at the end of this day."),
        ],
        responses={200: OpenApiTypes.OBJECT, 400: ErrorSerializer, 404: ErrorSerializer, **REFUSALS},
    )
    def get(self, request: Request, name: str) -> Response:
        """Give its rows and totals."""
        report = reports().get(name)
        if report is None:
            raise Http404
        now = timezone.now()
        behind = keep_up(now=now)
        asked, problems = asked_in(request.query_params.dict(), report, today=local_day(place="", moment=now))
        if problems:
            raise ValidationError(" ".join(problems))
        told: dict[str, Any] = {"report": name, "complete": behind is None, **as_document(report.table(asked), asked)}
        return Response(told)
