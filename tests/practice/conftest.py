"""What the practice tests share: a workspace without a night, and a client of it."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from console.practice.people import NOVAK
from console.practice.server import Practice


@pytest.fixture
async def quiet() -> AsyncIterator[Practice]:
    """A workspace with empty channels."""
    async with Practice(night=False) as practice:
        yield practice


@pytest.fixture
def novak(quiet: Practice) -> AsyncWebClient:
    """A. Novak's Web API client; it never sends anything twice by itself."""
    return AsyncWebClient(NOVAK.user_token, base_url=quiet.api_url, retry_handlers=[])
