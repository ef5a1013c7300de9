"""What the tests of the provisioning service share: a provider, and a company that is provisioned to it."""

from __future__ import annotations

import pytest
from service_by_hand import Company, Provider, company


@pytest.fixture
def provider() -> Provider:
    """A provider without anybody in it."""
    return Provider()


@pytest.fixture
def acme(provider: Provider) -> Company:
    """A company without anybody in it."""
    return company(provider)
