"""Which bytes are read again: the mail, also inside a provider's post; what came by a form or by hand is refused."""

import pytest

from cases.errors import Refused
from correspondence.models import Message
from intake.models import Arrival
from intake.services.again import read_message_again
from intake.services.process import process
from tests.builders import DAY, mail
from tests.intake.hooks.posts import postmark

pytestmark = pytest.mark.django_db


def test_the_mail_in_a_providers_post_is_read_again(post, officer):
    post("postmark", postmark(mail("Please erase my data.")))
    arrival = Arrival.objects.get()
    process(arrival_id=arrival.pk, now=DAY)
    message = Message.objects.get()
    Message.objects.update(text="")
    assert read_message_again(message=message, officer=officer, now=DAY)
    message.refresh_from_db()
    assert message.text.strip() == "Please erase my data."
    assert not message.case.notes.exists()  # there was nothing to keep


def test_what_is_no_mail_is_not_read_again(post, officer):
    post("postmark", postmark(mail()))
    process(arrival_id=Arrival.objects.get().pk, now=DAY)
    Arrival.objects.update(channel="form")
    with pytest.raises(Refused, match="Only a mail"):
        read_message_again(message=Message.objects.get(), officer=officer, now=DAY)
    Message.objects.update(raw=None)
    with pytest.raises(Refused, match="Only a mail"):
        read_message_again(message=Message.objects.get(), officer=officer, now=DAY)
