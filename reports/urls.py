"""The addresses of the reports, below /admin/reports/."""

from django.urls import path, re_path

from reports import fileviews, views

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("schedules/", views.schedules, name="schedules"),
    path("frozen/", views.frozen, name="frozen"),
    path("frozen/<str:month>/", views.frozen_month, name="frozen_month"),
    path("cases/", views.cases, name="cases"),
    path("cases.csv", views.cases_csv, name="cases_csv"),
    path("files/", fileviews.files, name="files"),
    path("files/<int:pk>/", fileviews.file_page, name="file_page"),
    path("files/<int:pk>.csv", fileviews.file_content, name="file_content"),
    path("remedies/list/", views.remedies, name="remedies"),
    re_path(r"^(?P<name>[a-z-]+)\.(?P<form>csv|xlsx|pdf)$", views.report_file, name="file"),
    path("<slug:name>/", views.report_page, name="report"),
]
