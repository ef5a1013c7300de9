"""Does several things at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable


def together(works: Iterable[Callable[[], None]]) -> None:
    """Do all of these at once and wait for them; what one of them raises is raised here, when all have ended.

    Their threads end with the process, so that whoever interrupts it twice need not wait for answers.
    """
    raised: list[Exception] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  # it is raised again below
            raised.append(error)

    threads = [threading.Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
