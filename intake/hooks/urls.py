"""Addresses for mail providers, each closed until WEBHOOKS names the provider."""

from django.urls import path

from intake.hooks.views import inbound, tracking

urlpatterns = [
    path("inbound/<slug:provider>/", inbound, name="hook_inbound"),
    path("tracking/<slug:provider>/", tracking, name="hook_tracking"),
]
