"""Slips of the pen in attribute paths, and what was certainly meant; each mend is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from scim_conformance import wire
from scim_conformance.files import read_json
from scim_conformance.wire import AttributePath


@dataclass(frozen=True)
class Slip:
    """What may be wrong in a path, how it is mended, and how that is said."""

    pattern: re.Pattern[str]
    right: str | Callable[[re.Match[str]], str]
    says: str


@dataclass(frozen=True)
class Mended:
    """A path as it was meant, and all that was mended in it."""

    path: str
    written: str
    says: tuple[str, ...] = ()

    @property
    def note(self) -> str | None:
        """One sentence for the profile, or nothing where nothing was mended."""
        return f"The page writes {self.written}: {'; '.join(self.says)}." if self.says else None


_TO_ENTERPRISE = f"{wire.ENTERPRISE}:"

# The order matters: quotes first, so that the rows below meet straight and closed ones only.
SLIPS: tuple[Slip, ...] = (
    Slip(re.compile(r"\\(?=[\"'\[\]_.])"), "", "the backslashes are not part of the path"),
    Slip(
        re.compile("[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00b4]"), '"', "quotes are straight"
    ),
    Slip(re.compile(r"(?<=eq )\s*''?(?=[^'\"\]]*'')|(?<=eq )'|''?(?=\s*\])"), '"', "quotes are double"),
    Slip(re.compile(r'""+(?=[^"\]])|(?<=[^"\s])""+'), '"', "a quote stands there twice"),
    Slip(re.compile(r"(?<=\w)\s*\.\s*(?=\[)"), "", "there is no dot before a bracket"),
    Slip(re.compile(r'\beq(?=")'), "eq ", "a blank stands behind eq"),
    Slip(re.compile(r"\[\s*(\w+)\s*(?:==?|:)\s*(?=\S)"), r"[\1 eq ", "the comparison is eq"),
    Slip(re.compile(r'(\beq ")([^"\]]+?)\s*(\]|\Z)'), r'\1\2"\3', "a quote is not closed"),
    Slip(
        re.compile(r'(\beq )(?!true\b|false\b)([A-Za-z_][\w-]*)"?\s*(\]|\.|\Z)', re.I),
        r'\1"\2"\3',
        "a quote is missing",
    ),
    Slip(re.compile(r'(\beq "[^"]*")\s*\.\s*(\w+)\s*\]'), r"\1].\2", "the bracket belongs behind the quote"),
    Slip(re.compile(r'(\beq "[^"]*")\s*(?=\.\w+\s*\Z|\Z)'), r"\1]", "a bracket is not closed"),
    Slip(re.compile(r'(\beq "[^"]*"\])\s*(?=value\s*\Z)'), r"\1.", "a dot is missing"),
    Slip(re.compile(r'(\beq "[^"]*"\])\s*\.\s*\.+'), r"\1.", "a dot stands there twice"),
    Slip(re.compile(r"\s+(?=[.\]:\[])|(?<=[.\[:])\s+"), "", "there are no blanks around dots, colons and brackets"),
    Slip(re.compile(r"(?<=\w)\s*[,;.:]+\s*\Z"), "", "the mark at the end is not part of the path"),
    Slip(re.compile(r"^(?=ietf:params:scim:)", re.I), "urn:", "a URN begins with urn"),
    Slip(
        re.compile(r"^urn:scim:schemas:extension:enterprise:1\.[01][.:](?:User[.:])?", re.I),
        _TO_ENTERPRISE,
        "that is its name in SCIM 1.1, and this is the one in SCIM 2.0",
    ),
    Slip(
        re.compile(r"^(urn:ietf:params:scim:schemas:extension:[\w:-]+:2\.0:(?:User|Group))\.(?=\w)", re.I),
        r"\1:",
        "a colon stands behind the name of a schema",
    ),
    Slip(
        re.compile(r"^urn:ietf:params:scim:schemas:extension:enterprise:(?:1\.0|2):User:", re.I),
        _TO_ENTERPRISE,
        "the enterprise extension of SCIM 2.0 has another number",
    ),
)

LABELS = frozenset({"type", "primary"})


@cache
def core() -> wire.SchemaSet:
    """Return the schemas of RFC 7643."""
    return wire.SchemaSet.from_documents(read_json("scim/core-schemas.json"))


def mend(text: str, kind: str) -> Mended:
    """Return the path that a cell of a table of ``users`` or of ``groups`` means."""
    written = text.strip()
    path, says = written, []
    for slip in SLIPS:
        better = slip.pattern.sub(slip.right, path)
        if better != path:
            path = better
            says.append(slip.says)
    base = wire.GROUP if kind == "groups" else wire.USER
    try:
        target = AttributePath.parse(path)
    except ValueError:
        return Mended(path, written, tuple(dict.fromkeys(says)))
    for better, why in _of_the_standard(path, target, base):
        path = better
        says.append(why)
    return Mended(path, written, tuple(dict.fromkeys(says)))


def _of_the_standard(path: str, target: AttributePath, base: str) -> Iterator[tuple[str, str]]:
    """Spell the names that RFC 7643 defines as it does, and name the value where an element was named."""
    found = core().attribute(target.name, base, target.urn)
    name = target.name
    if found is None and target.urn is None and (near := _nearly(target.name, base)):
        found, name = core().attribute(near, base), near
        path = _with_name(path, target.name, near)
        yield path, f"the attribute is {near}"
    if found is None:
        return
    if found.name != name:
        path = _with_name(path, name, found.name)
        yield path, f"RFC 7643 writes {found.name}"
    if target.sub is not None and (sub := found.sub(target.sub)) and sub.name != target.sub:
        path = path[: path.rindex(target.sub)] + sub.name
        yield path, f"RFC 7643 writes {sub.name}"
    is_labelled = target.selector and {key.casefold() for key, _ in target.selector} <= LABELS
    if is_labelled and target.sub is None and found.sub("value") is not None:
        yield f"{path}.value", "the value of that element is meant"


def _with_name(path: str, name: str, better: str) -> str:
    at = path.index(name, path.rindex(":", 0, path.index(name)) + 1 if ":" in path[: path.index(name)] else 0)
    return path[:at] + better + path[at + len(name) :]


def _nearly(name: str, base: str) -> str | None:
    """Return the one attribute of RFC 7643 that a name misses by a single letter."""
    names = [each.name for each in core().attributes(base)]
    near = [each for each in names if len(each) >= 6 and _differ_by_one(name.casefold(), each.casefold())]
    return near[0] if len(near) == 1 else None


def _differ_by_one(one: str, other: str) -> bool:
    if one == f"{other}s" and other.endswith("s"):
        return True
    # With an s more or less it is the singular or the plural, which may be another attribute.
    if one == other or abs(len(one) - len(other)) > 1 or one in (f"{other}s", other.removesuffix("s")):
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    swapped = len(a) > 1 and a[1::-1] + a[2:] == b
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
