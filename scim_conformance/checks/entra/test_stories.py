"""Stories that nobody has thought of: any order of joining, moving, leaving and returning, with failures between."""

from __future__ import annotations

from scim_conformance import check, expect
from scim_conformance.checks.entra.rows import dialects


@check("entra.any-story-holds", verifies="ENTRA-CYCLE-16", needs="filter", each={"dialect": dialects})
def test_any_story_ends_as_it_should(stories, dialect):
    """Whatever happens in the directory, and whichever answers are lost, the accounts end as the mapping says."""

    @stories(dialect)
    def holds(told):
        expect.that(not told.wrong, "After a story the provider holds something else", expected=[], actual=told.actual)
