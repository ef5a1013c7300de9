"""RFC 7644 section 3.4.2.2: filters that nobody has thought of, drawn from the grammar."""

from __future__ import annotations

from scim_conformance import check, expect_query


@check("filter.any-filter-finds-the-set", verifies="RFC7644-3.4.2.2-01")
def test_any_filter_finds_who_matches(examples, drawn_filters):
    """Whatever conditions a filter joins, and however it is written, it finds who matches and nobody else."""

    @examples(recipe=drawn_filters.strategy)
    def holds(recipe):
        for asked in drawn_filters.ask(recipe):
            expect_query.exactly(asked)

    drawn_filters.need_an_answer()
