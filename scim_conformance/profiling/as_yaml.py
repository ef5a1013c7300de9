"""A profile's document as YAML that people like to edit, in the style of the profiles that were made by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 118
LONG = 90
"""From how many characters on a text is folded over several lines, and a mapping written in several."""

ROW = WIDTH - 20
"""How long a row of attributes may be to stand in one line, with the braces and quotes that it gets."""


class _Flow(dict[str, Any]):
    """A mapping that is written in one line."""


class _FlowList(list[Any]):
    """A list that is written in one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the rows of a list, as the bundled profiles do."""
        super().increase_indent(flow, False)


def _flow(dumper: yaml.SafeDumper, value: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


def _flow_list(dumper: yaml.SafeDumper, value: _FlowList) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    is_long = len(value) > LONG and " " in value and "\n" not in value
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if is_long else None)


_Dumper.add_representer(_Flow, _flow)
_Dumper.add_representer(_FlowList, _flow_list)
_Dumper.add_representer(str, _text)


def yaml_of(document: Mapping[str, Any]) -> str:
    """Return a document as YAML: short mappings in one line, long texts folded, a blank line before each part."""
    shaped = {key: _shaped(key, value) for key, value in document.items() if value not in ("", {}, [])}
    text = yaml.dump(shaped, Dumper=_Dumper, sort_keys=False, width=WIDTH, allow_unicode=True)
    return _aired(text)


def _shaped(key: str, value: Any) -> Any:
    if key == "facts":
        return {place: _Flow(fact) if len(str(fact)) < LONG else fact for place, fact in value.items()}
    if key in ("standards", "samples"):
        return _FlowList(value)
    if isinstance(value, dict):
        return {inner: _shaped(inner, item) for inner, item in value.items()}
    if key == "attributes":
        return [_row(row) for row in value]
    if key == "matching":
        return [_Flow(entry) for entry in value]
    return [_shaped("", each) for each in value] if isinstance(value, list) else value


def _row(row: Mapping[str, Any]) -> Any:
    """Return a row of attributes for one line, where it fits there and nothing is noted."""
    shaped = {key: _shaped(key, value) for key, value in row.items()}
    return shaped if "note" in row or len(str(dict(row))) > ROW else _Flow(shaped)


def _aired(text: str) -> str:
    """Put a blank line before each part that spans several lines, and after it."""
    return re.sub(r"\n(?=(?:sources|facts|base_url|standards|auth|users|groups|delete|limits|features):)", "\n\n", text)
