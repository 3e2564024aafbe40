"""Posts in the shape of each mail provider, as its documentation shows them."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field

SECRET = "hooks:a-password-for-tests"  # noqa: S105 (a test's)
SIGNING_KEY = "key-for-tests"
BASIC = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(SECRET.encode()).decode()}
ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY, "BREVO_API_KEY": "xkeysib-test"}
BOUNDARY = "xYzZY"


@dataclass(frozen=True)
class Made:
    """What a provider sends: body, type and headers."""

    body: bytes
    content_type: str = "application/json"
    headers: dict = field(default_factory=lambda: dict(BASIC))


def form(fields, files=()):
    """Give a multipart form."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value for name, value in fields]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        + content
        for name, filename, kind, content in files
    ]
    body = b"".join(b"--%s\r\n%s\r\n" % (BOUNDARY.encode(), part) for part in parts)
    return body + b"--%s--\r\n" % BOUNDARY.encode(), f"multipart/form-data; boundary={BOUNDARY}"


def as_json(said, **headers):
    return Made(json.dumps(said).encode(), headers={**BASIC, **headers})


def mailgun_signature(token, at=None):
    stamp = str(int(at or time.time()))
    made = hmac.new(SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"token": token, "timestamp": stamp, "signature": made}


def mailgun(raw, to="claims@alltracking.com", token="token-1", at=None):  # noqa: S107 (Mailgun's name for an id)
    """A route with forward() to an address ending in "mime"."""
    fields = {"recipient": to, "sender": "requester@example.com", **mailgun_signature(token, at)}
    body, kind = form([*((name, value.encode()) for name, value in fields.items()), ("body-mime", raw)])
    return Made(body, kind)


def mailgun_parsed(_raw=b"", to="claims@alltracking.com", token="token-2"):  # noqa: S107 (the same)
    headers = [["From", "Renate Requester <requester@example.com>"], ["To", to], ["Subject", "My data"]]
    headers.append(["Message-Id", "<1@example.com>"])
    fields = {
        "recipient": to,
        "sender": "requester@example.com",
        "message-headers": json.dumps(headers),
        "body-plain": "Please send me a copy of my data.",
        "attachment-count": "1",
        **mailgun_signature(token),
    }
    body, kind = form(
        [(name, value.encode()) for name, value in fields.items()],
        [("attachment-1", "../../id card.pdf", "application/pdf", b"%PDF-1.4\x00\xff")],
    )
    return Made(body, kind)


def postmark(raw, to="claims@alltracking.com", number="22c74902-a0c1-4511-804f2-341342852c90"):
    return as_json(
        {
            "FromFull": {"Email": "requester@example.com", "Name": "Renate Requester"},
            "ToFull": [{"Email": to, "Name": ""}],
            "OriginalRecipient": to,
            "Subject": "My data",
            "MessageID": number,
            "Headers": [{"Name": "Return-Path", "Value": "<requester@example.com>"}],
            "TextBody": "Please send me a copy of my data.",
            "RawEmail": raw.decode("latin-1"),
        }
    )


def sendgrid(raw, to="claims@alltracking.com"):
    """Inbound Parse with "POST the raw, full MIME message"."""
    envelope = json.dumps({"to": [to], "from": "requester@example.com"}).encode()
    return Made(*form([("email", raw), ("envelope", envelope), ("to", to.encode())]))


def sendgrid_parsed(_raw=b"", to="claims@alltracking.com"):
    headers = f"From: Renate <requester@example.com>\nTo: {to}\nSubject: Meine Daten\nMessage-ID: <1@example.com>\n"
    text = "Grüße, bitte senden Sie mir eine Kopie meiner Daten nach Art. 15 DSGVO.".encode("iso-8859-1")
    fields = [("headers", headers.encode()), ("text", text), ("charsets", b'{"text": "iso-8859-1"}')]
    fields.append(("envelope", json.dumps({"to": [to], "from": "requester@example.com"}).encode()))
    return Made(*form(fields))


def amazon_ses(
    raw, to="claims@alltracking.com", number="f34c6922-c3a1-54a1-bd88-23f998b43978", at="2026-09-03T08:00:00Z"
):
    """A receipt rule with the SNS action, Base64."""
    told = {
        "notificationType": "Received",
        "receipt": {"recipients": [to], "action": {"type": "SNS", "encoding": "BASE64"}},
        "mail": {"source": "requester@example.com", "messageId": "jili9m351il3gkburn7o2f0u6788stij94c8ld01"},
        "content": base64.b64encode(raw).decode(),
    }
    return sns({"Type": "Notification", "MessageId": number, "Timestamp": at, "Message": json.dumps(told)})


def sns(said):
    return as_json(said, HTTP_X_AMZ_SNS_MESSAGE_TYPE=said["Type"], HTTP_X_AMZ_SNS_MESSAGE_ID=said["MessageId"])


def brevo(_raw=b"", to="claims@alltracking.com", items=1):
    return as_json({"items": [_brevo_item(number, to) for number in range(items)]})


def _brevo_item(number, to):
    return {
        "Uuid": [f"9daea8b8-{number}"],
        "MessageId": f"<{number}@example.com>",
        "Headers": {
            "From": "Renate Requester <requester@example.com>",
            "To": to,
            "Subject": f"My data, number {number}",
            "Message-ID": f"<{number}@example.com>",
            "Return-Path": "<requester@example.com>",
            "Delivered-To": f"<{to}>",
        },
        "RawTextBody": "Please send me a copy of my data.",
        "Attachments": [],
    }


def mailjet(_raw=b"", to="claims@alltracking.com"):
    return as_json(
        {
            "Sender": "requester@example.com",
            "Recipient": to,
            "Headers": {
                "From": "Renate Requester <requester@example.com>",
                "To": to,
                "Subject": "My data",
                "Message-ID": "<1@example.com>",
            },
            "Parts": [{"ContentRef": "Text-part", "Headers": {"Content-Type": "text/plain; charset=utf-8"}}],
            "Text-part": "Please send me a copy of my data.",
        }
    )


INBOUND = {
    "mailgun": mailgun,
    "mailgun, parsed": mailgun_parsed,
    "postmark": postmark,
    "sendgrid": sendgrid,
    "sendgrid, parsed": sendgrid_parsed,
    "amazon_ses": amazon_ses,
    "brevo": brevo,
    "mailjet": mailjet,
}


# What became of a letter: `mark` is the metadata that the letter carried.


def mailgun_event(event, to, mark, severity="permanent"):
    said = {"event": event, "recipient": to, "timestamp": 1788400000.5, "user-variables": mark, "severity": severity}
    return as_json({"signature": mailgun_signature(f"event-{event}"), "event-data": said})


def postmark_event(event, to, mark):
    kinds = {
        "delivered": ("Delivery", None),
        "failed": ("Bounce", "HardBounce"),
        "complained": ("SpamComplaint", "SpamComplaint"),
    }
    record, kind = kinds[event]
    said = {"RecordType": record, "Metadata": mark, "MessageID": "1", "Email": to, "Recipient": to}
    return as_json(said | ({"Type": kind, "ID": 7} if kind else {}))


def sendgrid_event(event, to, mark):
    name = {"delivered": "delivered", "failed": "bounce", "complained": "spamreport"}[event]
    return as_json([{"event": name, "email": to, "timestamp": 1788400000, "sg_event_id": "e1", **mark}])


def amazon_ses_event(event, to, mark):
    kind = {"delivered": "Delivery", "failed": "Bounce", "complained": "Complaint"}[event]
    told = {
        "eventType": kind,
        "mail": {"destination": [to], "headers": [{"name": "X-Metadata", "value": json.dumps(mark)}]},
        "delivery": {"recipients": [to]},
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": to}],
        },
        "complaint": {"complainedRecipients": [{"emailAddress": to}]},
    }
    return sns(
        {"Type": "Notification", "MessageId": "n1", "Timestamp": "2026-09-03T09:00:00Z", "Message": json.dumps(told)}
    )


def brevo_event(event, to, mark):
    name = {"delivered": "delivered", "failed": "hard_bounce", "complained": "spam"}[event]
    return as_json({"event": name, "email": to, "ts_epoch": 1788400000000, "X-Mailin-custom": json.dumps(mark)})


def mailjet_event(event, to, mark):
    name = {"delivered": "sent", "failed": "bounce", "complained": "spam"}[event]
    said = {"event": name, "email": to, "time": 1788400000, "MessageID": 19421777835146490, "Payload": json.dumps(mark)}
    return as_json([said | ({"hard_bounce": True, "error": "user unknown"} if event == "failed" else {})])


TRACKING = {
    "mailgun": mailgun_event,
    "postmark": postmark_event,
    "sendgrid": sendgrid_event,
    "amazon_ses": amazon_ses_event,
    "brevo": brevo_event,
    "mailjet": mailjet_event,
}
