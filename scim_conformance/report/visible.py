"""Makes visible what a terminal would obey or hide, so that whatever a server sends is shown as text."""

from __future__ import annotations

import re

_OBEYED = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters, also the eight-bit ones that some terminals obey
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen, or they turn the line round
    "\ufffe\uffff"  # no characters at all, which XML refuses
    "\ud800-\udfff"  # halves of a pair, which can't be written as UTF-8
    "\U000e0000-\U000e0fff"  # tags and selectors: text that nobody sees
    "]"
)


def visible(text: str, *, keep: str = "") -> str:
    """Return a text with ``\\x1b`` in place of an escape, and so on; the characters in ``keep`` stay."""
    return _OBEYED.sub(lambda found: found[0] if found[0] in keep else _spelled(ord(found[0])), text)


def _spelled(code: int) -> str:
    if code < 0x100:
        return {10: "\\n", 13: "\\r", 9: "\\t"}.get(code, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
