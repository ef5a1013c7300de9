"""Plain paths are read without a grammar, and come out as the grammar reads them."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import pytest

from scim_conformance.wire import AttributePath
from scim_conformance.wire.paths import _plain

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

URNS = ("", f"{CORE}:", f"{ENTERPRISE}:", "urn:ietf:params:scim:schemas:core:2.0:", "urn:ietf:params:scim:schemas:-a:")
NAMES = ("userName", "emails", "x-y", "a_1", "a-", "1a", "User", "group", "not", "eq", "null", "é", "$ref")
SELECTORS = (
    "",
    '[type eq "work"]',
    '[primary eq "True"]',
    "[primary eq true]",
    '[type eq ""]',
    '[type eq "a ]é"]',
    '[type eq "a\\"b"]',
    '[type EQ "work"]',
    '[not eq "a"]',
    '[NOT eq "a"]',
    '[a.b eq "c"]',
    '[type eq "a" and primary eq true]',
)
SUBS = ("", ".value", ".a-b", ".$ref", ".1", ".value.x")


@pytest.mark.parametrize("urn", URNS)
def test_a_plain_path_is_what_the_grammar_says(urn: str) -> None:
    texts = ["".join((urn, *rest)) for rest in product(NAMES, SELECTORS, SUBS)]
    plain = {text: found for text in texts if (found := _plain(text)) is not None}

    assert plain == {text: AttributePath._parse_any(text) for text in plain}
    assert len(plain) >= (0 if urn.endswith("-a:") else 50)


@pytest.mark.parametrize(
    "text", ["userName", "name.givenName", 'emails[type eq "work"].value', f"{ENTERPRISE}:manager"]
)
def test_the_usual_paths_need_no_grammar(text: str) -> None:
    assert _plain(text) is not None


def test_to_read_plain_paths_loads_no_models() -> None:
    script = "import sys; from scim_conformance.wire import AttributePath\n"
    script += "AttributePath.parse('emails[type eq \"work\"].value'); sys.exit('scim2_models' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode == 0
