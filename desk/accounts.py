"""What administrators do to accounts: recorded in a table that only grows, and told to the person and who guards closed cases.

Nobody but its owner ever knows a password: an administrator has a link sent to the owner's own address. Who could still come
in under another's name (a new address first, then a link) is seen doing it, by the owner and the data protection officer.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from cases.errors import Refused
from cases.models import AccountChange, User
from cases.organisation import organisation
from cases.services.people import end_sessions, remove_second_factors
from cases.services.work import give_back_all
from cases.sight import RESTRICTED
from correspondence.services.staffmail import LINK, tell_staff

What = AccountChange.What


@dataclass(frozen=True)
class Account:
    """What of an account decides who somebody is at the desk and what they may do."""

    username: str
    email: str
    rights: Collection[str] = field(default_factory=frozenset)


def account_of(user: User) -> Account:
    """Give the account as the database has it."""
    kept = User.objects.get(pk=user.pk)
    flags = {"active": kept.is_active, "staff": kept.is_staff, "administrator": kept.is_superuser}
    rights = {name for name, on in flags.items() if on} | {f"group {group.name}" for group in kept.groups.all()}
    return Account(kept.username, kept.email, frozenset(rights))


@transaction.atomic
def note_made(*, person: User, by: User, now: datetime) -> None:
    """Record a new account, and send its owner the link to set a password."""
    account = account_of(person)
    _note(What.MADE, person=person, by=by, now=now, given=sorted(account.rights))
    if person.email:
        send_link(person=person, by=by, now=now)


@transaction.atomic
def note_changed(*, person: User, before: Account, by: User, now: datetime) -> None:
    """Record what has become of an account; a changed address is told to the old one too.

    Whoever can no longer come in keeps no open case: these are nobody's then, and seen as such.
    """
    after = account_of(person)
    given, taken = sorted(set(after.rights) - set(before.rights)), sorted(set(before.rights) - set(after.rights))
    if given or taken:
        _note(What.RIGHTS_CHANGED, person=person, by=by, now=now, given=given, taken=taken)
    if {"active", "staff"} & set(taken):
        give_back_all(officer=person, by=by.actor, now=now)
    if after.username != before.username:
        _note(What.NAME_CHANGED, person=person, by=by, now=now)
    if after.email != before.email:
        _note(What.ADDRESS_CHANGED, person=person, by=by, now=now, old_address=before.email)


@transaction.atomic
def note_group(*, group: Group, before: Collection[str], by: User, now: datetime) -> None:
    """Record what has become of a group's permissions."""
    after = permissions_of(group)
    given, taken = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    if given or taken:
        _note(What.GROUP_CHANGED, person=None, by=by, now=now, group=group.name, given=given, taken=taken)


def permissions_of(group: Group) -> frozenset[str]:
    """Give what a group may do, as `app.codename`."""
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return frozenset(f"{app}.{codename}" for app, codename in rows)


@transaction.atomic
def send_link(*, person: User, by: User, now: datetime) -> None:
    """Send the link to set a password to the person's own address, and nowhere else. Raises Refused without one."""
    if not person.email:
        raise Refused("There is no mail address on this account. Fill one in, then send the link.")
    change = _note(What.LINK_SENT, person=person, by=by, now=now, told_by_link=True)
    body = render_to_string("admin/desk/mail_password.txt", _facts(change) | {"link": LINK})
    subject = f"Set your password for the desk of {organisation().name}"
    tell_staff(user=person, key=f"link:{change.pk}", subject=subject, body=body, now=now, sets_password=True)


@transaction.atomic
def sign_out(*, person: User, by: User, now: datetime) -> None:
    """End every session of a member of staff."""
    end_sessions(user=person)
    _note(What.SIGNED_OUT, person=person, by=by, now=now)


@transaction.atomic
def take_factors_away(*, person: User, by: User, now: datetime) -> None:
    """Take a member of staff's second factors away and end their sessions."""
    remove_second_factors(user=person)
    _note(What.FACTORS_TAKEN, person=person, by=by, now=now)


@transaction.atomic
def note_password_set(*, person: User, now: datetime) -> None:
    """Record that the link was used."""
    _note(What.PASSWORD_SET, person=person, by=person, now=now)


def _note(
    what: AccountChange.What,
    *,
    person: User | None,
    by: User,
    now: datetime,
    old_address: str = "",
    told_by_link: bool = False,
    **facts: Any,
) -> AccountChange:
    """Write the row and tell: the guards always, the person at the address that they had, and at the new one."""
    change = AccountChange.objects.create(person=person, what=what, by=by, at=now, facts=facts)
    guards = User.objects.with_perm(RESTRICTED, include_superusers=False).filter(is_active=True, is_staff=True)
    told = {guard.pk: guard for guard in guards}
    if person is not None and not told_by_link:
        told[person.pk] = person
        if old_address:
            _tell(person, change, key=f"account:{change.pk}:before", to=old_address)
    for reader in told.values():
        _tell(reader, change, key=f"account:{change.pk}:{reader.pk}")
    return change


def _tell(reader: User, change: AccountChange, *, key: str, to: str = "") -> None:
    body = render_to_string("admin/desk/mail_account.txt", _facts(change) | {"own": reader == change.person})
    subject = f"{change.get_what_display()} at the desk of {organisation().name}"
    tell_staff(user=reader, key=key, subject=subject, body=body, now=change.at, to=to)


def _facts(change: AccountChange) -> dict[str, Any]:
    return {
        "change": change,
        "organisation": organisation(),
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "records": settings.PUBLIC_URL + reverse("admin:cases_accountchange_changelist"),
    }
