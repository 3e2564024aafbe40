"""The addresses of the API, version 1."""

from django.http import HttpRequest, JsonResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from intake.api import schema  # noqa: F401 - describes the key in the OpenAPI document by being imported
from intake.api.errors import NOT_FOUND
from intake.api.views import CasesView, CaseView

app_name = "api"


@csrf_exempt
def nothing_here(_request: HttpRequest) -> JsonResponse:
    """Answer other addresses in the API's own shape: a machine called, and nothing depends on a cookie."""
    return JsonResponse({"detail": NOT_FOUND}, status=404)


urlpatterns = [
    path("cases/", CasesView.as_view(), name="cases"),
    path("cases/<str:reference>/", CaseView.as_view(), name="case"),
    re_path(r"", nothing_here),
]
