"""The menu of the desk: what this member of staff may open, and where they are."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from desk.door import ACCESS, QUARANTINE, REPORTS, WORK


@dataclass(frozen=True)
class MenuItem:
    """One place to go."""

    name: str
    address: str
    current: bool


def menu_for(request: HttpRequest) -> list[MenuItem]:
    """Give the places, in the order of a day's work; nothing before the log-in."""
    user = getattr(request, "user", AnonymousUser())
    if not (user.is_active and user.is_staff):
        return []
    home = reverse("admin:index")
    places = [("Today", home, True), *_pages(request), ("Records", reverse("admin:records"), _has_records(request))]
    return [MenuItem(name, at, _is_here(request.path, at, home)) for name, at, allowed in places if allowed]


def reports_address() -> str:
    """Give the address of the reports, which their own room keeps below the admin's."""
    return f"{reverse('admin:index')}reports/"


def _pages(request: HttpRequest) -> list[tuple[str, str, bool]]:
    works = request.user.has_perm(WORK)
    return [
        ("Queue", reverse("admin:queue"), works),
        ("Enter a letter", reverse("admin:enter"), works),
        ("Quarantine", reverse("admin:quarantine"), request.user.has_perm(QUARANTINE)),
        ("Letters", reverse("admin:letters"), works),
        ("Work items", reverse("admin:work"), works),
        ("Laws", reverse("admin:laws"), works or request.user.is_superuser),
        ("Reports", reports_address(), request.user.has_perm(REPORTS)),
        ("Access", reverse("admin:access"), request.user.has_perm(ACCESS)),
    ]


def _has_records(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser)


def _is_here(path: str, address: str, home: str) -> bool:
    if address == reverse("admin:queue"):
        return path.startswith((address, f"{home}cases/CD-"))
    return path == address if address == home else path.startswith(address)
