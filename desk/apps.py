"""The room as Django knows it."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class DeskConfig(AppConfig):
    """Desk."""

    name = "desk"
    verbose_name = "Desk"
    default = True


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the desk's own site as the default one."""

    default = False
    default_site = "desk.site.DeskSite"
