"""The questions of ``profile new``, and what an answer must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scim_conformance.entra.mapping import table
from scim_conformance.profile.paths import is_same_attribute
from scim_conformance.wire import AttributePath

# The table writes two of its paths as Microsoft's page does, with a capital after the bracket.
ATTRIBUTES = tuple(re.sub(r"\]\.([A-Z])", lambda found: f"].{found[1].lower()}", path) for path in table.USERS)
"""What Entra's default mapping sends of users; one that it does not name can be typed as a path."""

USUAL = ("userName", "active", "displayName", "name.givenName", "name.familyName", 'emails[type eq "work"].value')

KINDS = ("bearer", "basic", "client-credentials", "jwt-assertion", "none")
ASKING = ("client-credentials", "jwt-assertion")
"""The kinds of authentication with which a run asks somebody for its token."""


class Wrong(Exception):
    """An answer that can't be taken; says why and what would be right."""


@dataclass
class Answers:
    """What is known so far; what is empty stays unknown."""

    name: str = ""
    base_url: str = ""
    auth: str = "bearer"
    token_url: str = ""
    attributes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    filterable: tuple[str, ...] = ()
    matching: tuple[str, ...] = ()
    groups: str = "unknown"
    delete: str = "unknown"
    told: set[str] = field(default_factory=set)
    """The keys of the questions that were answered."""


@dataclass(frozen=True)
class Question:
    """One question: the option that answers it, its text, and how an answer is read."""

    key: str
    text: str
    read: Callable[[Answers, str], object]
    default: str = ""
    lists: bool = False
    """Whether it is answered with some of the attributes."""

    applies: Callable[[Answers], bool] = lambda answers: True

    @property
    def option(self) -> str:
        """The option of the command line that answers it."""
        return f"--{self.key.replace('_', '-')}"

    def take(self, answers: Answers, typed: str) -> None:
        """Take an answer, or raise :class:`Wrong`."""
        setattr(answers, self.key, self.read(answers, typed.strip()))
        answers.told.add(self.key)


def _name(_answers: Answers, typed: str) -> str:
    if not typed:
        raise Wrong("A name is needed: the application's, as its customers know it.")
    return typed


def _url(_answers: Answers, typed: str) -> str:
    try:
        parts = urlsplit(typed)
    except ValueError:
        raise Wrong("This is no address; write one such as https://api.example.com/scim/v2.") from None
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in typed:
        raise Wrong("Write an address such as https://{tenant}.example.com/scim/v2.")
    return typed


def _one_of(*words: str) -> Callable[[Answers, str], str]:
    def read(_answers: Answers, typed: str) -> str:
        found = [word for word in words if word.startswith(typed.casefold())] if typed else []
        if typed.casefold() in words:
            return typed.casefold()
        if len(found) != 1:
            raise Wrong(f"Write one of {', '.join(words)}.")
        return found[0]

    return read


def chosen(text: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths that a list such as ``1-3, 5, title`` or ``all`` names."""
    found: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        if part.casefold() == "all":
            found += offered
        elif span := re.fullmatch(r"(\d+)(?:\s*-\s*(\d+))?", part):
            first, last = int(span[1]), int(span[2] or span[1])
            if not 1 <= first <= last <= len(offered):
                raise Wrong(f"{part} is not between 1 and {len(offered)}.")
            found += offered[first - 1 : last]
        else:
            found.append(next((path for path in offered if is_same_attribute(path, part)), part))
    for path in found:
        try:
            AttributePath.parse(path)
        except ValueError as error:
            raise Wrong(str(error)) from None
    return tuple(dict.fromkeys(found))


def _attributes(_answers: Answers, typed: str) -> tuple[str, ...]:
    found = chosen(typed, ATTRIBUTES)
    if not any(path.casefold() == "username" for path in found):
        # RFC 7643, section 4.1.1: a user has a userName, whatever else there is.
        found = ("userName", *found)
    return found


def _some(answers: Answers, typed: str) -> tuple[str, ...]:
    if not answers.attributes:
        raise Wrong("Name the attributes first, with --attributes.")
    found = []
    for path in chosen(typed, ATTRIBUTES):
        known = next((each for each in answers.attributes if is_same_attribute(each, path)), None)
        if known is None:
            raise Wrong(f"{path} is not one of the attributes: {', '.join(answers.attributes)}.")
        found.append(known)
    return tuple(found)


def _has_attributes(answers: Answers) -> bool:
    return bool(answers.attributes)


QUESTIONS: tuple[Question, ...] = (
    Question("name", "The application's name", _name),
    Question("base_url", "Where its endpoint usually is, {tenant} for what differs (empty: not known)", _url),
    Question("auth", f"How clients sign in: {', '.join(KINDS)}", _one_of(*KINDS), default="bearer"),
    Question("token_url", "Where a token is had", _url, applies=lambda answers: answers.auth in ASKING),
    Question(
        "attributes",
        "The attributes of its users: numbers, paths of your own, or all, divided by commas",
        _attributes,
        default=",".join(str(ATTRIBUTES.index(path) + 1) for path in USUAL),
    ),
    Question("required", "Which of them must a user have", _some, "userName", lists=True, applies=_has_attributes),
    Question("filterable", "By which can users be found", _some, "userName", lists=True, applies=_has_attributes),
    Question(
        "matching",
        "By which of these does Entra match users, the first one first",
        _some,
        "userName",
        lists=True,
        applies=_has_attributes,
    ),
    Question("groups", "Does it have groups: yes, no, unknown", _one_of("yes", "no", "unknown"), "unknown"),
    Question(
        "delete",
        "What DELETE does to a user: removes, deactivates, unknown",
        _one_of("removes", "deactivates", "unknown"),
        "unknown",
    ),
)
"""All that is asked, in this order."""
