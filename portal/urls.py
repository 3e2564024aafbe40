"""The public addresses."""

from django.urls import path, re_path

from portal.views.forms import ask, complain, receipt, start
from portal.views.status import status

app_name = "portal"
urlpatterns = [
    path("", start, name="start"),
    path("request/", ask, name="request"),
    path("complaint/", complain, name="complaint"),
    re_path(r"^receipt/(?P<key>[0-9a-f]{64})/$", receipt, name="receipt"),
    path("c/<str:secret>/", status, name="status"),
]
