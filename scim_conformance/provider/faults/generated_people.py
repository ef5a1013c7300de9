"""Providers that store what anybody would try, and not what only drawn users have: a letter, a length, a day.

Each is made up, after what databases, frameworks and careless code do to texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import TYPED
from .tools import ENTERPRISE, altered, error, is_for, new_user, sent

Change = Callable[[str], str]

_NEVER_CHANGED = ("schemas", "userName", "type", "password")


def _changed(part: Any, change: Change) -> Any:
    """Return a part of a body with all its texts changed, but for those that would break more than themselves."""
    if isinstance(part, str):
        return change(part)
    if isinstance(part, list):
        return [_changed(each, change) for each in part]
    if isinstance(part, dict):
        return {key: each if key in _NEVER_CHANGED else _changed(each, change) for key, each in part.items()}
    return part


def _creating(request: ScimRequest, behind: Behind, change: Change, *only: str) -> ScimResponse:
    """Create a user with its texts changed, all of them or those of some attributes."""
    return _storing(request, behind, new_user(request), change, only)


def _replacing(request: ScimRequest, behind: Behind, change: Change, *only: str) -> ScimResponse:
    """Replace a user by one with its texts changed."""
    body = sent(request) if is_for(request, "PUT", "Users", one=True) else {}
    return _storing(request, behind, body if isinstance(body, dict) else {}, change, only)


def _storing(
    request: ScimRequest, behind: Behind, body: dict[str, Any], change: Change, only: tuple[str, ...]
) -> ScimResponse:
    found = {name: value for name, value in body.items() if not only or name in only}
    return behind(altered(request, body={**body, **_changed(found, change)}) if found else request)


def _texts(part: Any) -> list[str]:
    """Return all texts of a body."""
    if isinstance(part, str):
        return [part]
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [text for each in inside for text in _texts(each)]


@fault("create-sharp-s-becomes-two", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def a_letter_goes_to_capitals_and_back(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores the externalId with ss for ß, as it is after going to capitals and back."""
    return _creating(request, behind, lambda text: text.replace("ß", "ss"), "externalId")


@fault("create-loses-rare-letters", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def rare_letters_become_question_marks(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores a question mark for each rare letter beyond the first 65,536 of Unicode."""
    return _creating(request, behind, lambda text: re.sub("[\U00010000-\U0001cfff\U00021000-\U0003ffff]", "?", text))


@fault("create-cuts-at-250", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def very_long_texts_are_cut(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores of each text the first 250 characters."""
    return _creating(request, behind, lambda text: text[:250])


@fault("create-drops-flags", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def flags_are_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores texts without the signs of which flags of countries and regions are made."""
    return _creating(request, behind, lambda text: re.sub("[\U0001f1e6-\U0001f1ff\U000e0020-\U000e007f]", "", text))


@fault("create-drops-marks", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def marks_are_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores names without the vowels and tones that Hebrew, Arabic, Hindi and Thai write as marks."""

    def bare(text: str) -> str:
        marks = (each for each in text if "\u0590" <= each <= "\u0eff" and unicodedata.category(each) == "Mn")
        return text.translate(dict.fromkeys(map(ord, marks)))

    return _creating(request, behind, bare, "name", "displayName", "nickName")


@fault("create-null-is-a-word", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def the_word_null_is_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores nothing where a text says null."""
    return _creating(request, behind, lambda text: "" if text.lower() == "null" else text)


@fault("create-drops-extensions-of-phones", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def phones_have_no_extension(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST stores phone numbers without their extension."""
    return _creating(request, behind, lambda text: re.sub(r"(;ext=| ext\. |x)\d+$", "", text), "phoneNumbers")


@fault("create-long-mail-500", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal")
def long_addresses_break_it(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with an e-mail address of more than 60 characters before the @ answers 500."""
    mails = _texts(new_user(request).get("emails"))
    return error(500) if any(mail.find("@") > 60 for mail in mails) else behind(request)


@fault(
    "create-leap-day-500", "PROFILE", area="create", generated=True, seen_by="create.reads-back-equal", profile=TYPED
)
def leap_days_break_it(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with a date on the 29th of February answers 500."""
    return error(500) if any("-02-29T" in text for text in _texts(new_user(request))) else behind(request)


@fault("create-refuses-thai-names", "ADVICE", area="create", seen_by="create.takes-names-of-any-script")
def some_letters_are_no_letters(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST of a user whose name has Thai letters answers 400."""
    found = any(re.search("[\u0e00-\u0e7f]", text) for text in _texts(new_user(request).get("name")))
    return error(400, "invalidValue", "Names consist of letters.") if found else behind(request)


_READ_AND_PUT = "replace.what-was-read-changes-nothing"


@fault("replace-escapes-ampersands", "MUST", area="replace", generated=True, seen_by=_READ_AND_PUT)
def ampersands_are_escaped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT stores &amp; for each &, and once more at the next one."""
    return _replacing(request, behind, lambda text: text.replace("&", "&amp;"))


@fault("replace-doubles-apostrophes", "MUST", area="replace", generated=True, seen_by=_READ_AND_PUT)
def apostrophes_are_doubled(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT doubles each apostrophe in addresses and in the enterprise extension, as for a database."""
    return _replacing(request, behind, lambda text: text.replace("'", "''"), ENTERPRISE, "addresses")


@fault("replace-decodes-percents", "MUST", area="replace", generated=True, seen_by=_READ_AND_PUT)
def percents_are_decoded(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT reads a % with two digits behind it as a character, as in addresses."""
    return _replacing(
        request, behind, lambda text: re.sub("%([2-7][0-9A-F])", lambda found: chr(int(found[1], 16)), text)
    )
