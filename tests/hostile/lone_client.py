"""A client of one server, and nothing else of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from scim_conformance.client import NOTHING_MORE, Ledger, Passage, Recorder, Redactor, Scim, Secret, bearer

TOKEN = "the-token-of-the-tests-of-hostile-bytes"
MARK = "scimconf-65a1-"


class LoneClient:
    """A client that keeps its ledger in a folder of the test."""

    def __init__(self, folder: Path, url: str, timeout: float = 5.0, passage: Passage = NOTHING_MORE) -> None:
        self.slept: list[float] = []
        self.recorder = Recorder()
        self.ledger = Ledger(folder, url, MARK, "main")
        self.scim = Scim(
            url,
            replace(bearer(Secret(TOKEN)), passage=passage),
            recorder=self.recorder,
            ledger=self.ledger,
            redactor=Redactor(),
            mark=MARK,
            timeout=timeout,
            sleep=self.slept.append,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.scim.close()
        self.ledger.close()
