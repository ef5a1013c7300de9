"""How many requests a second a provider answers: a short and light measurement of reads, for the gallery.

Microsoft asks for 25 a second for each tenant. What is sent asks for nobody, so that it creates nothing and costs the
provider one look at an index. Only numbers are kept, and one exchange of each kind of answer that is no success.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import httpx

from .addressing import Address
from .auth import Credentials
from .exchange import Recorder, Scribe, Sent
from .outgoing import Options, request_of
from .pacing import retry_after
from .rates import Plan, Rate, Sample, judged
from .redaction import Redactor
from .reply import Body, read_body
from .sending import Answer, Line, Unreachable
from .strangers import Strangers


def measure(
    base_url: str,
    auth: Credentials,
    params: Mapping[str, Any],
    *,
    recorder: Recorder,
    redactor: Redactor,
    endpoint: str = "Users",
    limit: float | None = None,
    timeout: float = 10.0,
    user_agent: str = "scim-conformance",
    plan: Plan | None = None,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    executor: Executor | None = None,
) -> Rate:
    """Measure how fast a provider answers one question; ``limit`` is what the run may send a second.

    It ends early where so much went wrong that it can't hold any more. Raises :class:`Unreachable` where no
    connection at all can be opened.
    """
    planned = (plan or Plan()).within(limit)
    if planned.pace < planned.needed:
        says = (
            f"This run may send {planned.pace:g} requests a second (--scim-rate, or limits.requests_per_second of the "
            f"profile), so {planned.needed:g} can't be measured."
        )
        return Rate(None, says, planned.needed)
    line = Line(Address(base_url).base, timeout, transport, auth.passage)
    asker = _Asker(base_url, auth, endpoint, params, user_agent, line)
    meter = _Meter(planned, asker, recorder, Scribe(redactor, Strangers("", _owns_nothing), auth), clock, sleep)
    try:
        with executor or ThreadPoolExecutor(planned.at_once) as threads:
            meter.run(threads)
    finally:
        asker.line.close()
    if meter.unreachable is not None and all(sample.status is None for sample in meter.samples):
        raise meter.unreachable
    return judged(meter.samples, planned, tuple(meter.exchanges.values()), crowded=meter.crowded)


def _owns_nothing(endpoint: str, id: str) -> bool:
    return False


@dataclass(frozen=True)
class _Asker:
    """Puts the one question."""

    base_url: str
    auth: Credentials
    endpoint: str
    params: Mapping[str, Any]
    user_agent: str
    line: Line

    def ask(self) -> tuple[Sent, Answer]:
        address = Address(self.base_url)
        url = address.url(self.endpoint, self.params)
        if isinstance(url, str):
            raise ValueError(url)
        request = request_of("GET", url, Options(), self.auth, self.user_agent)
        return Sent.of(request, address.target(url, [self.endpoint])), self.line.send(request)


class _Meter:
    """Asks at a steady pace, from as many threads as answers are waited for."""

    def __init__(
        self,
        plan: Plan,
        asker: _Asker,
        recorder: Recorder,
        scribe: Scribe,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self.samples: list[Sample] = []
        self.exchanges: dict[int | None, int] = {}
        self.unreachable: Unreachable | None = None
        self.crowded = False
        self._plan, self._asker, self._recorder, self._scribe = plan, asker, recorder, scribe
        self._clock, self._sleep = clock, sleep
        self._bad = 0
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(plan.at_once)

    def run(self, threads: Executor) -> None:
        """Send all requests, as far as the time goes and there is hope, and wait for their answers."""
        begin = self._clock()
        asked = []
        for i in range(self._plan.requests):
            early = begin + i / self._plan.pace - self._clock()
            if early > 0:
                self._sleep(early)
            if not self._slots.acquire(blocking=False):
                self.crowded = True
                self._slots.acquire()
            if self._bad > self._plan.spare or self._clock() - begin > self._plan.seconds:
                break
            asked.append(threads.submit(self._one))
        wait(asked)
        for each in asked:
            each.result()

    def _one(self) -> None:
        begin = self._clock()
        try:
            sent, answer = self._asker.ask()
        except Unreachable as error:
            self._note(Sample(begin, self._clock(), None, False))
            self.unreachable = self.unreachable or error
            return
        finally:
            self._slots.release()
        end = self._clock()
        body = read_body(answer.content, answer.headers.get("Content-Type", ""))
        well = answer.status == 200 and isinstance(body.json, dict)
        self._note(Sample(begin, end, answer.status, well, retry_after(answer.headers.get("Retry-After"))))
        if not well:
            self._record(sent, answer, body)

    def _note(self, sample: Sample) -> None:
        with self._lock:
            self.samples.append(sample)
            self._bad += not sample.well

    def _record(self, sent: Sent, answer: Answer, body: Body) -> None:
        """Keep the exchange, where it is the first of its kind."""
        with self._lock:
            if answer.status in self.exchanges:
                return
            n = self.exchanges[answer.status] = self._recorder.number()
        problem = answer.problem or body.problem
        self._recorder.add(self._scribe.exchange(n, sent, answer.status, answer.headers, body, problem, answer.seconds))
