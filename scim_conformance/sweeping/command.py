"""What the command ``scim-conformance sweep`` does."""

from __future__ import annotations

import secrets
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scim_conformance import __version__
from scim_conformance.client import (
    Entry,
    Ledger,
    LedgerError,
    Leftover,
    Recorder,
    Redactor,
    Scim,
    Unreachable,
    clean_up,
    default_ledger_directory,
    interruptible,
)
from scim_conformance.client.finding import CanNotLook
from scim_conformance.client.target import kind
from scim_conformance.discovery import discover
from scim_conformance.plugin.access import sign_in
from scim_conformance.plugin.aiming import Aim, read_aim
from scim_conformance.report.visible import visible
from scim_conformance.wire import GROUP, USER

from .looking import Found, look
from .marks import PREFIX, begun, is_young, run_of

SHOWN = 20
"""How many names of one run are shown."""


@dataclass(frozen=True)
class Lot:
    """What one run has left."""

    run: str
    ledger: Ledger
    how: str
    """How it is known: from a ledger, or by the prefix."""

    @property
    def entries(self) -> list[Entry]:
        """What is to be deleted, the newest first."""
        return self.ledger.to_delete


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    problems: list[str] = []
    wanted = [_named(name, problems) for name in given.runs]
    aim = read_aim(given, Path.cwd(), problems)
    if aim is not None:
        sign_in(aim.access, problems)
    if problems or aim is None:
        print("\n".join(problems), file=sys.stderr)
        return 4
    try:
        with interruptible(), tempfile.TemporaryDirectory() as scratch:
            return _sweep(given, aim, wanted, Path(scratch))
    except (Unreachable, LedgerError, CanNotLook) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: what is still there stands in the ledgers. Call the command again.", file=sys.stderr)
        return 2


def _named(name: str, problems: list[str]) -> str:
    found = run_of(name)
    if found is None:
        problems.append(
            f"--run {name}: the name of a run reads like {PREFIX}6b01ca07-6524, as names on the provider do."
        )
    return found or ""


def _sweep(given: Namespace, aim: Aim, wanted: Sequence[str], scratch: Path) -> int:
    with _client(given, aim, scratch) as scim:
        directory = Path.cwd() / given.ledger if given.ledger else default_ledger_directory(aim.url)
        lots = [lot for lot in _in_ledgers(directory, aim.url) if not wanted or run_of(lot.run) in wanted]
        spared: list[str] = []
        if given.by_prefix:
            lots += _by_prefix(scim, lots, wanted, scratch, spared)
        print(_listing(aim, lots, spared, Ledger.going_on(directory, aim.url)))
        if not lots or given.dry_run:
            return int(bool(lots))
        if not given.yes and not _is_agreed(aim):
            return 4
        return _delete(scim, aim, lots)


@contextmanager
def _client(given: Namespace, aim: Aim, scratch: Path) -> Iterator[Scim]:
    """Open a client that creates nothing, so that its own ledger is of no use to anybody."""
    redactor = Redactor([])
    own = Ledger(scratch, aim.url, f"sweep-{secrets.token_hex(4)}", "main", durable=False)
    scim = Scim(
        aim.url,
        aim.access.credentials(aim.profile),
        recorder=Recorder(),
        ledger=own,
        redactor=redactor,
        mark=PREFIX,
        timeout=given.timeout,
        rate=given.rate or aim.profile.limits.requests_per_second,
        user_agent=f"scim-conformance/{__version__}",
    )
    try:
        yield scim
    finally:
        scim.close()
        own.close()


def _in_ledgers(directory: Path, url: str) -> list[Lot]:
    """Return what the runs that have ended on this machine still had to delete."""
    if not directory.is_dir():
        return []
    found = [Lot(name, Ledger.of_run(directory, url, name), "ledger") for name in Ledger.runs(directory, url)]
    for lot in found:
        if not lot.entries:
            lot.ledger.close()
    return [lot for lot in found if lot.entries]


def _by_prefix(scim: Scim, known: Sequence[Lot], wanted: Sequence[str], scratch: Path, spared: list[str]) -> list[Lot]:
    """Return what else on the provider bears the name of a run that is old enough, or was named."""
    discovered = discover(scim)
    ends = {"users": discovered.endpoint(USER, "Users")}
    if discovered.has_groups is not False:
        ends["groups"] = discovered.endpoint(GROUP, "Groups")
    scim.endpoints.update(ends)
    listed = {(kind(entry.endpoint), entry.id) for lot in known for entry in lot.entries}
    runs: dict[str, list[Found]] = {}
    for endpoint in ends.values():
        for found in look(scim, endpoint):
            if (kind(found.endpoint), found.id) not in listed and (not wanted or found.run in wanted):
                runs.setdefault(found.run, []).append(found)
    young = {name for name in runs if name not in wanted and is_young(name, datetime.now(UTC))}
    spared += sorted(young)
    return [Lot(name, _entered(scim, scratch, name, runs[name]), "prefix") for name in sorted(runs.keys() - young)]


def _entered(scim: Scim, scratch: Path, name: str, found: Sequence[Found]) -> Ledger:
    """Write down what was found as if its run had left it: each is looked at again before it is deleted."""
    ledger = Ledger(scratch, scim.base_url, name, "found", durable=False)
    for each in found:
        ledger.created(each.endpoint, each.id, intent=ledger.intent(each.endpoint, each.name))
    ledger.resumed = True
    return ledger


def _listing(aim: Aim, lots: Sequence[Lot], spared: Sequence[str], alive: Sequence[str]) -> str:
    lines = [f"Nothing of an earlier run is left on {aim.url}, as far as this can tell."] if not lots else []
    for lot in lots:
        since = begun(lot.run)
        when = f", begun {since:%Y-%m-%d %H:%M} UTC" if since else ""
        lines.append(f"{lot.run.rstrip('-')}{when}, known by its {lot.how}: {len(lot.entries)} to delete")
        for entry in lot.entries[:SHOWN]:
            lines.append("  " + _shown(entry))
        if len(lot.entries) > SHOWN:
            lines.append(f"  and {len(lot.entries) - SHOWN} more")
    if alive:
        names = ", ".join(run.rstrip("-") for run in alive)
        lines.append(f"Left alone, as they are still going on here: {names} (sweep again when they have ended).")
    if spared:
        lines.append(f"Spared, as they began less than 24 hours ago: {', '.join(spared)} (--run NAME takes them too).")
    return "\n".join(lines)


def _shown(what: Entry | Leftover) -> str:
    # Id and name come from the provider, and a terminal would obey what stands in them.
    return visible(f"/{what.endpoint.strip('/')}/{what.id or '?'}  {what.name}".rstrip())


def _is_agreed(aim: Aim) -> bool:
    if not sys.stdin.isatty():
        print("Nothing was deleted: nobody is there to ask. Add --yes, or --dry-run to only look.", file=sys.stderr)
        return False
    if input(f"Delete all of this on {aim.url}? [y/N] ").strip().casefold() in ("y", "yes"):
        return True
    print("Nothing was deleted.", file=sys.stderr)
    return False


def _delete(scim: Scim, aim: Aim, lots: Sequence[Lot]) -> int:
    left: list[Leftover] = []
    staying = deleted = 0
    try:
        for lot in lots:
            before = len(lot.entries)
            # What does not bear the name of just this run is not its own.
            scim.mark = lot.run
            cleaned = clean_up(scim, lot.ledger, delete_means=aim.profile.delete)
            left += cleaned.leftovers
            staying += cleaned.staying
            deleted += before - len(cleaned.leftovers)
            print(f"{lot.run.rstrip('-')}: {before - len(cleaned.leftovers)} of {before} deleted", flush=True)
    finally:
        for lot in lots:
            lot.ledger.close()
    print(f"{deleted} deleted, {len(left)} left.")
    if staying:
        print(f"{staying} accounts stay on the provider, deactivated: that is what its DELETE does.")
    for each in left:
        print(f"  {_shown(each)}: {each.why}")
    return int(bool(left))
