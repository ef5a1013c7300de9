"""The fixed scenes and any story: who is in them, what they cost, and that a right provider ends as it must."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_by_hand import Provider, embedded, profile

from scim_conformance.entra import DIALECTS
from scim_conformance.entra.directory import Directory
from scim_conformance.entra.mapping import groups_mapping, roles_offered, users_mapping
from scim_conformance.entra.port import Answer
from scim_conformance.entra.scenario import GROUPS, USERS, Company, Played, play
from scim_conformance.entra.scenario.cast import OUTSIDERS
from scim_conformance.entra.scenario.story import CYCLE, LOST_UPDATE, NAMES, NAMESAKE, STEPS, Stumbling, Told, tell
from scim_conformance.entra.service import Job, deviations, failures
from scim_conformance.people import employee, team

MARK = "scimconf-test"
MOST = 90
"""How many requests the scenes may cost."""

PROFILES = ("entra", "kpifire", "rhombus", "iprova", "promapp", "rfpio")


def job(slug: str, dialect: str) -> Job:
    rules = profile(slug)
    groups = groups_mapping(rules.groups) if rules.groups.supported else None
    return Job(users_mapping(rules.users), groups, dialect=DIALECTS[dialect])


def played(port: Any, slug: str = "entra", dialect: str = "default") -> Played:
    company = Company(
        Directory(rng=Random(1)),
        lambda number: employee(1, number, MARK),
        lambda number: team(1, number, MARK),
        roles_offered(profile(slug).users),
    )
    return play(company, job(slug, dialect), port)


def told(port: Any, *steps: Any, slug: str = "entra", dialect: str = "default", mark: str = MARK) -> Told:
    return tell(
        steps,
        Directory(rng=Random(1)),
        job(slug, dialect),
        port,
        lambda number: employee(1, number, mark),
        lambda number: team(1, number, mark),
        next(iter(roles_offered(profile(slug).users)), "User"),
        deactivates=profile(slug).delete == "deactivates",
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("slug", PROFILES)
def test_every_scene_ends_as_the_directory_has_it(slug: str, dialect: str) -> None:
    with embedded(slug) as port:
        found = played(port, slug, dialect)

    assert found.existing.ok
    for scene in found.scenes:
        assert failures(scene.entries) == ()
        for id, answer in scene.held.items():
            wanted = scene.expected.get(id)
            means = profile(slug).delete == "deactivates"
            held = answer.json if answer.ok else None
            assert wanted is None or deviations(wanted, held, deactivates=means) == ()


def test_who_is_out_of_scope_never_gets_an_account() -> None:
    provider = Provider()

    found = played(provider)

    outside = {found.ids[name] for name in OUTSIDERS}
    assert all(not outside & set(scene.links) for scene in found.scenes)
    created = [body.get("userName") for body in provider.bodies("POST") if "userName" in body]
    assert len(created) == len(USERS) == len(set(created))


def test_whoever_has_an_account_already_keeps_it() -> None:
    provider = Provider()

    found = played(provider)

    assert found.scene(1).links[found.ids["adopted"]].target_id == found.existing.json["id"]
    assert found.scene(1).held[found.ids["adopted"]].json["displayName"] != provider.bodies("POST")[0]["displayName"]


def test_the_scenes_cost_few_requests() -> None:
    provider = Provider()

    found = played(provider)

    assert len(provider.requests) <= MOST
    assert set(found.ids) == {*USERS, *OUTSIDERS, *GROUPS}


def test_the_third_cycle_ends_with_whom_the_directory_has() -> None:
    found = played(Provider())

    third, ids = found.scene(3), found.ids
    assert ids["leaving"] not in third.links
    assert ids["project"] not in third.links
    assert third.links[ids["returning"]] == found.scene(1).links[ids["returning"]]
    assert not third.links[ids["guest"]].active


def test_a_refused_change_is_not_sent_and_a_lost_answer_hides_one_that_was() -> None:
    sent = []

    def port(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        sent.append(method)
        return Answer(204)

    stumbling = Stumbling(port)
    stumbling.next = "refused"
    assert stumbling("GET", "/Users").ok
    assert stumbling("PATCH", "/Users/1").status == 429
    stumbling.next = "lost"
    assert stumbling("PATCH", "/Users/1").status == 500
    assert stumbling("PATCH", "/Users/1").ok
    assert sent == ["GET", "PATCH", "PATCH"]


def test_a_story_is_told_in_words_up_to_where_something_is_wrong() -> None:
    provider = Provider()
    provider.refuse("PATCH", "/Users", 204)

    found = told(provider, ("joins", 0), CYCLE, ("leaves", 0), CYCLE, ("returns", 0))

    assert found.actual == [
        "1. Anna joins.",
        "2. A cycle runs.",
        "3. Anna is not assigned any more.",
        "4. A cycle runs.",
        "Anna: active is not as it must be.",
    ]


def test_a_step_that_makes_no_sense_is_not_told() -> None:
    found = told(Provider(), ("leaves", 0), ("returns", 1), ("quits", 0), ("group", 0))

    assert found.lines == ("A cycle runs.",)
    assert found.wrong == ()


def test_a_double_is_found() -> None:
    provider = Provider()

    def doubling(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        answer = provider(method, path, params=params, json=json)
        if method == "POST":
            provider(method, path, json=json)
        return answer

    found = told(doubling, ("joins", 0))

    assert found.wrong == ("A search by the matching attribute does not find just the one account of Anna.",)


@pytest.mark.parametrize("slug", PROFILES)
def test_a_story_leaves_nothing_behind(slug: str) -> None:
    provider = Provider()

    found = told(provider, *NAMESAKE, ("enters", 0), CYCLE, slug=slug)

    assert found.wrong == ()
    assert provider.resources == {"Users": {}, "Groups": {}}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_any_story_holds_on_a_right_provider(dialect: str) -> None:
    step = st.one_of(st.tuples(st.sampled_from(STEPS), st.integers(0, len(NAMES) - 1)), st.just(CYCLE))
    number = iter(range(1_000_000))
    with embedded("entra") as port:

        @settings(
            max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(st.lists(step, min_size=2, max_size=10))
        def holds(steps: Any) -> None:
            found = told(port, ("joins", 0), *steps, dialect=dialect, mark=f"{MARK}-{next(number)}")
            assert found.wrong == (), found.actual

        holds()


def test_a_lost_update_holds_where_delete_deactivates() -> None:
    with embedded("promapp") as port:
        assert told(port, *LOST_UPDATE, slug="promapp").wrong == ()
