"""An application whose ids are as odd as the standard lets them be, and otherwise right."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from tests.hostile.front import Answer, Application, Asked

_ID = re.compile(r"[0-9a-f]{32}")
_SPARED = ("location", "content-location")


@dataclass(frozen=True)
class OddIds:
    """Puts something in front of each id on its way out, and takes it off on its way in."""

    name: str
    before: str

    def around(self, right: Application) -> Application:
        """Return the application with such ids."""
        return lambda asked: self._out(right(self._in(asked)))

    def _in(self, asked: Asked) -> Asked:
        # The path is decoded once, as a framework does that splits it first.
        parts = [quote(unquote(part).replace(self.before, ""), safe="") for part in asked.path.split("/")]
        body = asked.body.decode("utf-8", "surrogateescape")
        # In the path of a PATCH it is a JSON string within a JSON string.
        for form in (_in_json(self._json), self._json, self._percent):
            body = body.replace(form, "")
        query = asked.query.replace(self._percent, "").replace(self._json_percent, "")
        return replace(asked, path="/".join(parts), query=query, body=body.encode("utf-8", "surrogateescape"))

    def _out(self, answer: Answer) -> Answer:
        if not answer.status.startswith("2"):
            return answer
        text = answer.body.decode("utf-8", "surrogateescape")
        body = re.sub(rf'(?<=/){_ID.pattern}(?=")', lambda found: self._percent + found[0], text)
        body = re.sub(rf'(?<="){_ID.pattern}(?=")', lambda found: self._json + found[0], body)
        content = body.encode("utf-8", "surrogateescape")
        headers = [
            (name, _ID.sub(lambda found: self._percent + found[0], value) if name.lower() in _SPARED else value)
            for name, value in answer.headers
        ]
        headers = [(name, str(len(content)) if name.lower() == "content-length" else value) for name, value in headers]
        return Answer(answer.status, headers, content)

    @property
    def _percent(self) -> str:
        return quote(self.before, safe="")

    @property
    def _json(self) -> str:
        return _in_json(self.before)

    @property
    def _json_percent(self) -> str:
        return quote(self._json, safe="")


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


ODD_IDS = {
    each.name: each
    for each in (
        OddIds("ids with slashes", "a/b//c/"),
        OddIds("ids with dots", "../.."),
        OddIds("ids with percent signs", "%2F%00%"),
        OddIds("ids with line breaks", "a\r\nX-Injected: yes\r\n\r\n"),
        OddIds("ids with spaces", " a b "),
        OddIds("ids with quotes", "\"'\\<b>&"),
        OddIds("ids with signs of an address", "?a=b#c;d@e:f"),
        OddIds("ids with emoji", "\U0001f600é\u202e"),
        OddIds("ids of 10 kB", "x" * 10_000),
    )
}
