"""Deletes what a load has made, from the ledgers that its processes have left on this machine."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from scim_conformance import __version__
from scim_conformance.client import Ledger, Leftover, Recorder, Redactor, Scim, clean_up
from scim_conformance.client.target import kind
from scim_conformance.plugin.aiming import Aim
from scim_conformance.sync.threads import together

CONNECTIONS = 4
LOT = 250
"""So many are deleted over one connection before it is opened anew: it remembers what it has sent."""

PATIENCE, POLL = 60.0, 0.2
"""How long is waited for processes of the load that are still about to end."""

Key = tuple[str, str | None]


@dataclass
class Swept:
    """What became of what was made."""

    deleted: int = 0
    staying: int = 0
    """How many accounts stay, deactivated, since that is how the application deletes."""

    left: list[Leftover] = field(default_factory=list)
    in_use: int = 0
    """How many processes of the load are still there, whose ledgers can't be read."""


def clean(
    aim: Aim,
    ledgers: Path,
    mark: str,
    *,
    rate: float,
    timeout: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Swept:
    """Delete all that the ledgers of a load still name, groups before users."""
    swept = Swept()
    if not ledgers.is_dir():
        return swept
    until = clock() + PATIENCE
    while True:
        _sweep(aim, ledgers, mark, swept, rate, timeout)
        # A ledger that is still there is used by a process of the load that ends or cleans up just now.
        swept.in_use = 0 if swept.left else sum(1 for _ in ledgers.glob(f"{mark}*.jsonl"))
        if not swept.in_use or clock() > until:
            return swept
        sleep(POLL)


def _sweep(aim: Aim, ledgers: Path, mark: str, swept: Swept, rate: float, timeout: float) -> None:
    ledger = Ledger.of_run(ledgers, aim.url, mark)
    try:
        for endpoint in ("group", "user"):
            _over(aim, ledger, [each for each in _keys(ledger) if kind(each[0]) == endpoint], swept, rate, timeout)
    finally:
        ledger.close()


def _keys(ledger: Ledger) -> list[Key]:
    return [(entry.endpoint, entry.id) for entry in ledger.to_delete]


def _over(aim: Aim, ledger: Ledger, keys: Sequence[Key], swept: Swept, rate: float, timeout: float) -> None:
    # Without an id one can't be told from another: one thread takes them all.
    named = [key for key in dict.fromkeys(keys) if key[1] is None]
    known = [key for key in keys if key[1] is not None]
    workers = min(CONNECTIONS, max(1, len(known)))
    parts = [known[place::workers] for place in range(workers)]
    parts[0] += named
    lock = threading.Lock()

    def work(part: Sequence[Key]) -> None:
        for start in range(0, len(part), LOT):
            lot = set(part[start : start + LOT])
            with _client(aim, ledger, rate / workers, timeout) as scim:
                spare = set(_keys(ledger)) - lot
                before = len(lot)
                cleaned = clean_up(scim, ledger, delete_means=aim.profile.delete, spare=spare)  # type: ignore[arg-type]
            with lock:
                swept.deleted += before - len(cleaned.leftovers)
                swept.staying += cleaned.staying
                swept.left += cleaned.leftovers

    together(partial(work, part) for part in parts if part)


@contextmanager
def _client(aim: Aim, ledger: Ledger, rate: float, timeout: float) -> Iterator[Scim]:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # It creates nothing, so that its own ledger is of no use to anybody.
        own = Ledger(scratch, aim.url, f"load-{secrets.token_hex(4)}", "main", durable=False)
        stack.callback(own.close)
        scim = Scim(
            aim.url,
            aim.access.credentials(aim.profile),
            recorder=Recorder(),
            ledger=own,
            redactor=Redactor([]),
            mark=ledger.run,
            timeout=timeout,
            rate=rate,
            user_agent=f"scim-conformance/{__version__}",
        )
        stack.callback(scim.close)
        yield scim
