"""What one run was asked to do, read from the command line, the environment and the profile."""

from __future__ import annotations

import difflib
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import pytest

from scim_conformance.client import Secret, default_ledger_directory
from scim_conformance.kept_examples import Kept, KeptExamplesError, load_examples
from scim_conformance.profile import Profile, ProfileError, load
from scim_conformance.waivers import Waiver, WaiverError, load_waivers

from .access import Access, Finder, given_token, read_access, sign_in
from .baseline import Baseline, read_baseline
from .options import setting

FEATURE_FLAGS = ("aadOptscim062020", "AzureAdScimPatch062020", "AzureAdScimPatch2017")
"""What administrators append to a Tenant URL to choose Entra's dialect; no part of the endpoint's address."""

SEED_IN_CI = 1

INSPECTING = ("help", "version", "collectonly", "showfixtures", "show_fixtures_per_test", "markers")


@dataclass(frozen=True)
class Settings:
    """What one run was asked to do."""

    profile: Profile
    access: Access
    demo: bool
    faults: tuple[str, ...]
    """In what ways the embedded provider is to be wrong."""

    waivers: tuple[Waiver, ...]
    baseline: Baseline | None
    report_dir: Path
    results: Path
    examples: int
    kept_examples: Kept
    """What properties have failed on in earlier runs."""

    examples_file: Path
    save_examples: bool
    seed: int
    rate: float | None
    timeout: float
    keep: bool
    read_only: bool
    plan: bool
    """Whether only to say what a run would do; the embedded provider is asked in place of the one at the URL."""

    strict: bool
    ledger_dir: Path | None
    run: str
    """Names this run, and begins the name of everything that it creates."""

    time_limit: float | None = None
    """After how many seconds the run asks nothing more."""

    def ledger_directory(self, url: str) -> Path:
        """Return the folder of the ledgers of an endpoint."""
        return self.ledger_dir or default_ledger_directory(url)


def is_inspecting(config: pytest.Config) -> bool:
    """Tell whether pytest was only asked to show something, so that no provider is needed."""
    return any(getattr(config.option, name, False) for name in INSPECTING)


def read_settings(config: pytest.Config) -> Settings:
    """Return what the run was asked to do, or raise a usage error that names everything that is wrong."""
    option, here = config.option, config.invocation_params.dir
    problems: list[str] = []
    profile = _profile(config, here, problems)
    handed = getattr(config, "workerinput", {}).get("scim")
    access = (
        Access.from_dict(handed["access"], _timeout(config)) if handed else _access(config, profile, here, problems)
    )
    waivers = _waivers(config, profile, here, problems) if profile is not None else ()
    baseline = read_baseline(option.scim_baseline, here, problems)
    faults = _faults(option.scim_demo_fault or (), option.scim_demo, problems)
    if option.scim_read_only and option.scim_certify:
        problems.append("--certify creates users and groups: it can't be given along with --scim-read-only.")
    examples_file = _beside(config, profile, here, "examples.json") if profile is not None else here
    kept_examples = _kept_examples(examples_file, problems)
    if not problems and not handed:
        sign_in(access, problems)
    if problems or profile is None:
        raise pytest.UsageError("\n".join(problems))

    report_dir = here / (option.scim_report_dir or "scim-report")
    return Settings(
        profile=profile,
        access=access,
        demo=option.scim_demo or option.scim_plan,
        faults=faults,
        waivers=waivers,
        baseline=baseline,
        report_dir=report_dir,
        results=here / option.scim_results if option.scim_results else report_dir / "results.json",
        examples=option.scim_examples or 10,
        kept_examples=kept_examples,
        examples_file=examples_file,
        save_examples=option.scim_save_examples and not option.scim_plan,
        seed=handed["seed"] if handed else _seed(option.scim_seed),
        rate=option.scim_rate or profile.limits.requests_per_second,
        timeout=_timeout(config),
        time_limit=config.option.scim_time_limit,
        keep=option.scim_keep,
        read_only=option.scim_read_only,
        plan=option.scim_plan,
        strict=option.scim_strict,
        ledger_dir=here / option.scim_ledger if option.scim_ledger else None,
        run=handed["run"] if handed else f"scimconf-{int(time.time()):x}-{secrets.token_hex(2)}-",
    )


def _faults(given: Sequence[str], demo: bool, problems: list[str]) -> tuple[str, ...]:
    if given and not demo:
        problems.append("--scim-demo-fault makes the embedded provider wrong: it needs --demo.")
    elif given:
        from scim_conformance.provider.faults import UnknownFault, fault

        for id in given:
            try:
                fault(id)
            except UnknownFault as error:
                problems.append(f"--scim-demo-fault: {error}")
    return tuple(given)


def _timeout(config: pytest.Config) -> float:
    return float(config.option.scim_timeout or 10.0)


def _seed(given: int | None) -> int:
    if given is not None:
        return given
    # Where a machine compares tonight with last night, a difference is to come from the provider.
    return SEED_IN_CI if os.environ.get("CI") else secrets.randbelow(2**32)


def _access(config: pytest.Config, profile: Profile | None, here: Path, problems: list[str]) -> Access:
    url, dialect = _url(config, problems)
    if config.option.scim_demo or config.option.scim_plan:
        from scim_conformance.provider.application import USER_NAME
        from scim_conformance.provider.made_tokens import made_token

        made = Secret(made_token())
        # With a plan, the URL is where a run would go; nothing is sent there.
        return Access(url, dialect, made, USER_NAME, made)
    token = given_token(setting(config, "scim_token", "SCIM_TOKEN"), here, problems)
    if profile is None or is_inspecting(config):
        return Access(url, dialect, token)
    finder, bundle = Finder(profile, here, problems), config.option.scim_ca_bundle
    return read_access(profile, url, dialect, token, finder, _timeout(config), bundle)


def _profile(config: pytest.Config, here: Path, problems: list[str]) -> Profile | None:
    try:
        return load(config.option.scim_profile, config.option.scim_set or (), cwd=here)
    except ProfileError as error:
        problems.append(str(error))
        return None


def _url(config: pytest.Config, problems: list[str]) -> tuple[str | None, str | None]:
    option = config.option
    if option.scim_demo:
        if option.scim_url:
            problems.append("--demo and --url exclude each other: test the embedded provider, or the one at the URL.")
        return None, None
    given = setting(config, "scim_url", "SCIM_URL")
    if given is None:
        if not is_inspecting(config) and not option.scim_plan:
            problems.append(
                "No provider to test: add --url https://… and --token … for a live endpoint (or set SCIM_URL and "
                "SCIM_TOKEN), or --demo for the embedded provider."
            )
        return None, None
    return clean_url(given, problems)


def clean_url(given: str, problems: list[str]) -> tuple[str | None, str | None]:
    """Return the base URL and the dialect that a Tenant URL asks for."""
    if any("\ud800" <= letter <= "\udfff" for letter in given):
        problems.append("--url holds bytes that are no text in the encoding of this terminal (see LANG and LC_ALL).")
        return None, None
    parts = urlsplit(given.strip())
    query = parse_qsl(parts.query, keep_blank_values=True)
    flags = [name for name, _ in query if name in FEATURE_FLAGS]
    rest = [(name, value) for name, value in query if name not in FEATURE_FLAGS]
    if parts.scheme not in ("http", "https") or not parts.hostname:
        problems.append(
            "--url must be an http or https address with a host, such as https://api.example.com/scim/v2, "
            f"not {_shown(given)}."
        )
    if parts.username or parts.password:
        problems.append("--url must not hold a user name or password: give them to --token, or as auth in the profile.")
    if rest or parts.fragment:
        # Names only: a value may be a token.
        names = ", ".join(name for name, _ in rest) or "#…"
        problems.append(
            f"--url must not have a query or fragment ({names}): only Entra's feature "
            f"flags such as ?{FEATURE_FLAGS[0]} are understood there."
        )
    base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    return base, flags[0] if flags else None


def _shown(url: str) -> str:
    # What was typed may hold a password; only what is surely none is repeated.
    return repr(url.split("@")[-1].split("?")[0])


def _waivers(config: pytest.Config, profile: Profile, here: Path, problems: list[str]) -> tuple[Waiver, ...]:
    from scim_conformance.suite import all_checks

    option = config.option
    if option.scim_waivers:
        path = here / option.scim_waivers
        if not path.is_file():
            problems.append(f"--scim-waivers names {path}, which is not there.")
            return ()
    else:
        path = _beside(config, profile, here, "waivers.yaml")
        if not path.is_file():
            return ()
    try:
        found = load_waivers(path)
    except WaiverError as error:
        problems.append(str(error))
        return ()
    known = set(all_checks())
    for waiver in found:
        if waiver.check not in known:
            near = difflib.get_close_matches(waiver.check, known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            problems.append(f"{path}:{waiver.line}: there is no check {waiver.check}.{hint}")
    return found


def _beside(config: pytest.Config, profile: Profile, here: Path, kind: str) -> Path:
    """Return the file of a profile: beside one given as a path, in the current folder for a bundled one."""
    given = here / config.option.scim_profile
    return (given.parent if given.is_file() else here) / f"{profile.slug}.{kind}"


def _kept_examples(path: Path, problems: list[str]) -> Kept:
    try:
        return load_examples(path) if path.is_file() else {}
    except KeptExamplesError as error:
        problems.append(str(error))
        return {}
