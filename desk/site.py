"""The officers' site: Django's admin with the desk's own pages."""

from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    """The default admin site; rooms register plain ModelAdmins with @admin.register."""

    site_header = "Claims Desk"
    site_title = "Claims Desk"
    index_title = "Today"
