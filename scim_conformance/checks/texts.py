"""Texts that break what puts filters together by hand."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "quote": 'The "Red" Team',
    "backslash": "Domain\\Office",
    "apostrophe": "O'Malley",
    "umlaut": "Jörg Weiß",
    "cjk": "山田太郎",
    "emoji": "Night 🌙 shift",
    "keywords": "R and D or not (sales) pr",
    "injection": "' or '1'='1' --",
    "address-signs": "A&B=50%+#?/1",
}
"""By what they hold."""

SIGNS: Mapping[str, str] = {
    "quote": '"',
    "backslash": "\\",
    "plus": "+",
    "umlaut": "ü",
    "cjk": "山田",
    "emoji": "🌙",
}
"""Signs that mean something to who puts filters and addresses together by hand, by what they are called."""

BROKEN: Mapping[str, str] = {
    "open-quote": 'userName eq "nobody',
    "open-bracket": '(userName eq "nobody"',
    "closing-bracket": 'userName eq "nobody")',
    "trailing-and": 'userName eq "nobody" and',
    "leading-or": 'or userName eq "nobody"',
    "name-alone": "userName",
    "two-conditions": 'userName eq "nobody" userName eq "nobody"',
    "not-without-condition": "not ()",
}
"""Texts that are no filters, by what is wrong with them."""
