"""Open doors for all providers, and one way to post to them."""

import pytest

from intake.hooks.guard import PROVIDERS
from tests.intake.hooks.posts import ANYMAIL


@pytest.fixture
def post(client, settings, db):
    """Give a function that posts what a provider made; `hook` is inbound or tracking."""
    settings.WEBHOOKS = list(PROVIDERS)
    settings.ANYMAIL = dict(ANYMAIL)

    def send(name, made, hook="inbound", **changed):
        headers = {**made.headers, **changed}
        provider = name.partition(",")[0]
        return client.post(
            f"/hooks/{hook}/{provider}/",
            data=made.body,
            content_type=made.content_type,
            **{key: value for key, value in headers.items() if value is not None},
        )

    return send
