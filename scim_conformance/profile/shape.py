"""A document held against ``profile.schema.json``: what the schema library finds, said in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from scim_conformance.files import read_json

from .paths import Steps
from .problems import did_you_mean, listed, nearest

SECRETS: tuple[Steps, ...] = (
    ("auth", "token"),
    ("auth", "username"),
    ("auth", "password"),
    ("auth", "client_id"),
    ("auth", "client_secret"),
    ("auth", "assertion"),
    ("gallery", "federated", "application_secret"),
)
"""Where somebody may have written a secret: nothing from there is repeated in a message."""

HEADERS: Steps = ("auth", "headers")

_UNSPOKEN: tuple[Steps, ...] = (("auth",), ("base_url",), ("gallery", "federated"))

_KINDS = {
    "object": "a mapping of keys and values",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


@dataclass(frozen=True)
class Finding:
    """What is wrong at a place of a document, still without its line."""

    steps: Steps
    what: str
    fix: str
    missing: bool = False
    """Whether it is something that the document lacks, and a base that couldn't be read may have had."""


def findings(data: Any) -> Iterator[Finding]:
    """Yield all that the schema of profiles has against a document."""
    for error in _validator().iter_errors(data):
        yield from _say(error)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(read_json("profile.schema.json"))


def _say(error: ValidationError) -> Iterator[Finding]:
    steps = tuple(error.absolute_path)
    place = _secret_at(steps)
    if steps == place and error.validator == "type":
        yield _literal_secret(steps)
    elif place is not None:
        fix = "Write {env: NAME}, NAME in capital letters, {file: path} or {command: words}, and nothing else."
        yield Finding(place, "This is no name of a secret.", fix)
    elif error.instance is None:
        fix = f"{_write(_schema(error))} Or take the key out."
        yield Finding(steps, "There is no value here.", fix)
    else:
        say = _SENTENCES.get(str(error.validator), _any_other)
        yield from say(error, steps)


def _secret_at(steps: Steps) -> Steps | None:
    """Return the place of a secret that something stands at or below."""
    place = _within(steps, SECRETS)
    # Each header of `auth.headers` is one, whatever its name.
    return steps[:3] if place is None and steps[:2] == HEADERS and len(steps) > 2 else place


def _within(steps: Steps, places: Iterable[Steps]) -> Steps | None:
    return next((place for place in places if steps[: len(place)] == place), None)


def _literal_secret(steps: Steps) -> Finding:
    name = "SCIM_" + re.sub(r"[^A-Z0-9]+", "_", str(steps[-1]).upper()).strip("_")
    return Finding(
        steps,
        "A secret is never written in a profile, which people share and commit.",
        f"Put it into an environment variable or a file and write {{env: {name}}} or {{file: PATH}}. "
        "If this one was real, have it replaced.",
    )


def _unknown_keys(error: ValidationError, steps: Steps) -> Iterator[Finding]:
    known = _schema(error)["properties"]
    for key in cast(dict[str, Any], error.instance):
        if key in known:
            continue
        if _within(steps, _UNSPOKEN) and nearest(key, known) is None:
            yield Finding(steps, "A key here has no meaning.", did_you_mean("", known))
        else:
            yield Finding((*steps, key), f"There is no key `{key}` here.", did_you_mean(key, known))


def _missing_keys(error: ValidationError, steps: Steps) -> Iterator[Finding]:
    # The library reports one missing key at a time, each with the whole list of required ones.
    missing = next(key for key in _schema(error)["required"] if f"{key!r} is a required" in error.message)
    about = _resolved(_schema(error)["properties"][missing])["description"]
    yield Finding(steps, f"`{missing}` is missing.", f"Add `{missing}`: {about}", missing=True)


def _wrong_type(error: ValidationError, steps: Steps) -> Iterator[Finding]:
    if error.validator_value == "string" and not isinstance(error.instance, (dict, list)):
        text = f': "{_shown(error.instance)}"' if _may_be_said(error, steps) else ""
        yield Finding(steps, "A text must stand here.", f"Put it in quotes{text}.")
    else:
        yield Finding(steps, f"This is {_kind(error.instance)}.", _write(_schema(error)))


def _wrong_word(error: ValidationError, steps: Steps) -> Iterator[Finding]:
    words = {_shown(word): word for word in _schema(error)["enum"]}
    meant = _meant(error.instance, list(words))
    said = f"`{_shown(error.instance)}`" if _may_be_said(error, steps) else "This value"
    fix = f"Did you mean `{meant}`? {_write(_schema(error))}" if meant else _write(_schema(error))
    yield Finding(steps, f"{said} has no meaning here.", fix)


def _meant(value: Any, words: list[str]) -> str | None:
    spoken = _shown(value).casefold()
    if "true" in words and spoken in ("yes", "y", "on", "1"):
        return "true"
    if "true" in words and spoken in ("no", "n", "off", "0"):
        return "false"
    return nearest(spoken, words)


def _repeated(error: ValidationError, steps: Steps) -> Iterator[Finding]:
    yield Finding(steps, "A value stands here twice.", "Keep it once.")


def _any_other(error: ValidationError, steps: Steps) -> Iterator[Finding]:
    about = _schema(error).get("description")
    value = f" `{_shown(error.instance)}`" if _may_be_said(error, steps) else ""
    what = "There is nothing in it." if error.instance in ("", [], {}) else f"The value{value} does not fit here."
    # A text that does not match its pattern is a text already: only the description helps.
    expected = None if error.validator == "pattern" else _write(_schema(error))
    yield Finding(steps, what, " ".join(filter(None, (expected, about))))


_SENTENCES: dict[str, Callable[[ValidationError, Steps], Iterable[Finding]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _wrong_word,
    "uniqueItems": _repeated,
}


def _write(schema: Any) -> str:
    return f"Write {_described(schema)}."


def _described(schema: Any) -> str:
    schema = _resolved(schema)
    if "enum" in schema:
        return listed((_shown(word) for word in schema["enum"]), last="or")
    if "const" in schema:
        return _shown(schema["const"])
    if "oneOf" in schema:
        return listed(map(_described, schema["oneOf"]), last="or")
    if isinstance(schema["type"], list):
        return listed((_KINDS[kind] for kind in schema["type"]), last="or")
    bound = ""
    if "minimum" in schema:
        bound = f" from {schema['minimum']} up"
    if "exclusiveMinimum" in schema:
        bound = f" above {schema['exclusiveMinimum']}"
    return _KINDS[schema["type"]] + bound


def _resolved(schema: Any) -> Any:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    return {**read_json("profile.schema.json")["$defs"][reference.rpartition("/")[2]], **schema}


def _schema(error: ValidationError) -> dict[str, Any]:
    return cast(dict[str, Any], error.schema)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {dict: "a mapping", list: "a list", str: "a text", int: "a number", float: "a number"}
    return kinds[type(value)]


def _may_be_said(error: ValidationError, steps: Steps) -> bool:
    return _within(steps, _UNSPOKEN) is None and isinstance(error.instance, (str, int, float))


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
