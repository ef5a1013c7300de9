"""What the vendor states for the Entra gallery: facts that no request to the provider can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .model import SecretRef

Cloud = Literal["public", "us-government", "china", "germany", "france", "singapore"]
Handed = Literal["client-id", "client-secret", "token-endpoint", "scim-endpoint"]
Rotation = Literal["several-secrets", "new-credentials", "none"]


@dataclass(frozen=True)
class Federated:
    """What is needed to sign in by workload identity federation, as Microsoft's test of it asks."""

    tenant_id: str | None = None
    application_id: str | None = None
    application_secret: SecretRef | None = None
    token_endpoint: str | None = None
    client_id: str | None = None
    base_address: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class Gallery:
    """The statements of the vendor; None, or nothing in it, where nothing is stated."""

    engineering: str | None = None
    support: str | None = None
    documentation: str | None = None
    customers: int | None = None
    tenants: int | None = None
    """How many tenants are named: which ones is nobody's business who reads a report."""

    client_secret_life_years: float | None = None
    expired_secret_refused: bool | None = None
    rotation: Rotation | None = None
    handed_out: tuple[Handed, ...] | None = None
    clouds: tuple[Cloud, ...] | None = None
    compliance: str | None = None
    non_gallery_test: date | None = None
    sign_in_test: date | None = None
    validator_run: date | None = None
    test_user_domain: str | None = None
    values: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """Values for the two tests that send users directly, by path: those to create with, those to change to."""

    federated: Federated | None = None
