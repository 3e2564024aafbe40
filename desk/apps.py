"""The room as Django knows it."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in

from desk.signin.session import mark_signed_in


class DeskConfig(AppConfig):
    """Desk."""

    name = "desk"
    verbose_name = "Desk"
    default = True

    def ready(self) -> None:
        """Let every session know when it began."""
        user_logged_in.connect(mark_signed_in, dispatch_uid="desk.signin.mark_signed_in")


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the desk's own site as the default one."""

    default = False
    default_site = "desk.site.DeskSite"
