"""What the command ``scim-conformance load`` does."""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import Any

from scim_conformance.client import LedgerError, Redactor, Unreachable

from .asking import Asked
from .cleaning import Swept, clean
from .launching import Ended, command, launch
from .planning import Plan, told
from .preparing import NotPossible, prepare
from .reporting import document, text, wrapped
from .settings import Settings, Unusable, read


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    try:
        settings = read(given, Path.cwd())
    except Unusable as error:
        print(error, file=sys.stderr)
        return 4
    try:
        return _work(given, settings) if settings.is_worker else _load(given, settings)
    except (NotPossible, LedgerError, Unreachable) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: what is still there stands in the ledgers; see scim-conformance sweep.", file=sys.stderr)
        return 2


def _load(given: Namespace, settings: Settings) -> int:
    aim, plan = settings.aim, settings.plan
    print("\n".join(line for sentence in told(plan) for line in wrapped(sentence)), flush=True)
    if plan.needs_consent and not given.yes and not _is_agreed():
        return 4
    try:
        plan = prepare(plan, aim.profile, aim.access.credentials(aim.profile), settings.ledgers)
        print(f"One user alone has rehearsed it; now the load begins, for {plan.seconds:g} s.", flush=True)
        if given.web is not None:
            print(f"Locust's page is on http://127.0.0.1:{given.web} while it lasts.", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            ended, collected = _locust(given, settings, plan, Path(scratch))
    except BaseException:
        _clean(settings, plan.mark)
        raise
    print("The load has ended; what was made is being deleted.", flush=True)
    swept = _clean(settings, plan.mark)
    if collected is None and not ended.interrupted:
        print(_without_secrets(settings, f"Locust ended without a result:\n{ended.last_words}"), file=sys.stderr)
        return 1
    if collected is not None and collected["lost"]:
        print(_without_secrets(settings, f"A worker was lost:\n{ended.last_words}"), file=sys.stderr)
    nothing: dict[str, Any] = {"accounts": [], "lost": 0, "kinds": [], "errors": []}
    result = document(plan, collected or nothing, swept, interrupted=collected is None)
    return _tell(given, settings, result)


def _tell(given: Namespace, settings: Settings, result: dict[str, Any]) -> int:
    print()
    print(_without_secrets(settings, text(result)))
    if given.results:
        written = json.dumps(result, indent=1, ensure_ascii=False)
        (Path.cwd() / given.results).write_text(_without_secrets(settings, written) + "\n", encoding="utf-8")
    if result["interrupted"]:
        return 2
    return 0 if result["good"] else 1


def _work(given: Namespace, settings: Settings) -> int:
    """Be a worker of a master that was started elsewhere, and delete what was made here."""
    print(f"Works for a master, and sends to {settings.aim.url} only.", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        ended, found = _locust(given, settings, None, Path(scratch))
    swept = _clean(settings, found["mark"]) if found else Swept()
    print(f"Deleted: {swept.deleted:,}; left behind: {len(swept.left):,}.")
    for why in sorted({each.why for each in swept.left}):
        print(f"  {why}")
    if ended.code:
        print(_without_secrets(settings, ended.last_words), file=sys.stderr)
    return 2 if ended.interrupted else int(bool(swept.left or ended.code))


def _locust(
    given: Namespace, settings: Settings, plan: Plan | None, scratch: Path
) -> tuple[Ended, dict[str, Any] | None]:
    here, out = Path.cwd(), scratch / "collected.json"
    asked = Asked(
        profile=given.profile,
        set=tuple(given.set),
        url=given.url,
        timeout=given.timeout,
        here=str(here),
        ledgers=str(settings.ledgers.absolute()),
        out=str(out),
        is_master=plan is not None,
        ca_bundle=given.ca_bundle,
    )
    ended = launch(command(given, plan), asked, given.token, scratch / "locust.log")
    collected: dict[str, Any] | None = json.loads(out.read_text(encoding="utf-8")) if out.exists() else None
    return ended, collected


def _clean(settings: Settings, mark: str) -> Swept:
    plan = settings.plan
    return clean(settings.aim, settings.ledgers, mark, rate=plan.rate, timeout=plan.timeout)


def _without_secrets(settings: Settings, written: str) -> str:
    redactor = Redactor()
    settings.aim.access.credentials(settings.aim.profile).confide(redactor.add)
    return redactor.text(written)


def _is_agreed() -> bool:
    if not sys.stdin.isatty():
        print("Nothing was sent: a load as big as this has to be agreed to. Add --yes.", file=sys.stderr)
        return False
    if input("Begin? [y/N] ").strip().casefold() in ("y", "yes"):
        return True
    print("Nothing was sent.", file=sys.stderr)
    return False
