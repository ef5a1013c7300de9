"""What pytest-html's page lacks: its language, a width for phones, names for its boxes, and a guard."""

from __future__ import annotations

import base64
import hashlib
import re

_CHARSET = '<meta charset="utf-8"/>'
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_BOX = re.compile(r'<input (?=[^>]*type="checkbox")(?=[^>]*data-test-result="(\w+)")')

# Of a report that is written while tests run; the guard would only complain of it.
_RELOAD = re.compile(r'(<div class="\w*reload[^>]*?) onclick="location\.reload\(\)"')

_IN_MARKUP = {
    "<html>": "<html lang='en'>",
    '<img src="" />': '<img src="" alt="" />',
}
"""What is wrong in the page of pytest-html 4.2, and how it should be; all of it has markup, as no text in it has."""

_IN_SCRIPT = {
    # A list that is never closed, where the plugins are listed.
    "</li>`).join('')}<ul>`": "</li>`).join('')}</ul>`",
    # The script puts a table of its own in the place of the one above.
    "newTable.id = 'results-table'": (
        "newTable.id = 'results-table'\n    newTable.tabIndex = 0\n    newTable.ariaLabel = 'All checks'"
    ),
}
"""The same in its script."""


def completed(page: str) -> str:
    """Return the page of pytest-html with what phones, screen readers and careful browsers need.

    The guard lets run the one script that pytest-html brings, by its checksum, and lets nothing be loaded: should
    anything that a server sent ever become markup, it stays without effect.
    """
    markup, tag, script = page.rpartition("<script>")
    if not tag:
        markup, script = script, ""
    markup, script = _mended(markup, _IN_MARKUP), _mended(script, _IN_SCRIPT)
    markup = _RELOAD.sub(r"\1", markup, count=1)
    markup = _BOX.sub(lambda found: f'<input aria-label="Show what is {found[1]}" {found[0][7:]}', markup)
    page = markup + tag + script
    # Last, since the checksum is that of the script as it will stand there.
    head = (
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<meta http-equiv='Content-Security-Policy' content=\"{_guard(page)}\">"
    )
    return page.replace(_CHARSET, _CHARSET + head, 1)


def _mended(text: str, mends: dict[str, str]) -> str:
    for wrong, right in mends.items():
        text = text.replace(wrong, right, 1)
    return text


def _guard(page: str) -> str:
    sums = [hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(page)[-1:]]
    scripts = " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in sums) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; media-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
