"""What the profile states for the gallery, held against what Microsoft asks of a vendor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from scim_conformance.profile import Gallery

CUSTOMERS = 100
TENANTS = 5
SECRET_YEARS = (1, 3)
HANDED = ("client-id", "client-secret", "token-endpoint", "scim-endpoint")

_ROTATIONS = {
    "several-secrets": (True, "A customer can have several secrets that work, and delete old ones."),
    "new-credentials": (True, "A customer can make a new client id with a new secret."),
    "none": (False, "The profile states that secrets can't be rotated."),
}


@dataclass(frozen=True)
class Statement:
    """What the profile says of an item: that it is so, that it is not enough, or, with None, nothing."""

    enough: bool | None
    says: str


def statement_of(item: str, gallery: Gallery) -> Statement | None:
    """Return what is stated of an item; None for the items that nobody needs to state anything of."""
    made = _STATEMENTS.get(item)
    return made(gallery) if made else None


def _missing(key: str) -> Statement:
    return Statement(None, f"The profile says nothing: state it as gallery.{key}.")


def _day(key: str, what: str) -> Callable[[Gallery], Statement]:
    def said(gallery: Gallery) -> Statement:
        day: date | None = getattr(gallery, key)
        return Statement(True, f"{what} on {day.isoformat()}.") if day else _missing(key)

    return said


def _at_least(key: str, least: int, what: str) -> Callable[[Gallery], Statement]:
    def said(gallery: Gallery) -> Statement:
        count: int | None = getattr(gallery, key)
        if count is None:
            return _missing(key)
        return Statement(count >= least, f"{count} {what}; {least} are asked for.")

    return said


def _contacts(gallery: Gallery) -> Statement:
    given = {"engineering": gallery.engineering, "support": gallery.support}
    absent = [f"contacts.{key}" for key, value in given.items() if value is None]
    if absent:
        return _missing(" and gallery.".join(absent))
    return Statement(True, f"Engineering: {gallery.engineering}. Support: {gallery.support}.")


def _documentation(gallery: Gallery) -> Statement:
    if gallery.documentation is None:
        return _missing("documentation")
    return Statement(
        True,
        f"{gallery.documentation} Microsoft's page lists what it has to tell: introduction, licences, roles, the "
        "endpoint with its resources and attributes, signing in and rotation, a test with pilot users, "
        "troubleshooting with codes, support.",
    )


def _secret_life(gallery: Gallery) -> Statement:
    years, refused = gallery.client_secret_life_years, gallery.expired_secret_refused
    if years is None:
        return _missing("client_secret_life_years")
    shortest, longest = SECRET_YEARS
    says = f"A client secret expires after {years:g} year{'' if years == 1 else 's'}"
    if not shortest <= years <= longest:
        return Statement(False, f"{says}; it must be {shortest} to {longest}.")
    if refused is None:
        return Statement(
            None, f"{says}. That an expired one gets no token is not stated: gallery.expired_secret_refused."
        )
    return Statement(refused, f"{says}, and an expired one gets {'no' if refused else 'a'} token.")


def _rotation(gallery: Gallery) -> Statement:
    return Statement(*_ROTATIONS[gallery.rotation]) if gallery.rotation else _missing("rotation")


def _handed_out(gallery: Gallery) -> Statement:
    if gallery.handed_out is None:
        return _missing("handed_out")
    absent = [value for value in HANDED if value not in gallery.handed_out]
    if absent:
        return Statement(False, f"Customers are not given: {', '.join(absent)}.")
    return Statement(True, f"Customers are given {', '.join(HANDED)}.")


def _clouds(gallery: Gallery) -> Statement:
    if gallery.clouds is None:
        return _missing("clouds")
    others = [cloud for cloud in gallery.clouds if cloud != "public"]
    if not others:
        return Statement(True, "Only the public cloud, which asks for nothing more.")
    if gallery.compliance is None:
        return Statement(None, f"How the demands of {', '.join(others)} are met is not stated: gallery.compliance.")
    return Statement(True, f"For {', '.join(others)}: {gallery.compliance}")


_STATEMENTS: Mapping[str, Callable[[Gallery], Statement]] = {
    "2.1.4": _day("validator_run", "The SCIM Validator passed"),
    "2.1.5": _day("non_gallery_test", "Provisioning from a real tenant was tested"),
    "2.2.3": _handed_out,
    "2.2.4": _secret_life,
    "2.2.5": _rotation,
    "2.2.7": _day("sign_in_test", "Signing in from a real tenant was tested"),
    "2.3.1": _contacts,
    "2.3.2": _documentation,
    "2.3.3": _at_least("customers", CUSTOMERS, "mutual customers"),
    "2.3.4": _at_least("tenants", TENANTS, "tenants of customers"),
    "2.3.5": _clouds,
}
