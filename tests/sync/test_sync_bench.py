"""The measurement of entra-sync, as small as it can be, and the threads that it all runs in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scim_conformance.sync.threads import together

BENCH = Path(__file__).parents[2] / "bench" / "entra_sync.py"


@pytest.mark.long
@pytest.mark.skipif(not BENCH.exists(), reason="the measurement is only in a checkout")
def test_the_measurement_lets_both_send_the_same_requests(tmp_path: Path) -> None:
    options = ["--users", "20", "--groups", "2", "--cycles", "2", "--rounds", "1"]
    files = ["--json", str(tmp_path / "bench.json"), "--markdown", str(tmp_path / "bench.md")]
    done = subprocess.run(
        [sys.executable, str(BENCH), *options, *files], capture_output=True, text=True, timeout=120, check=False
    )

    # 1 is for a ratio below the goal, which twenty users may well give.
    assert done.returncode in (0, 1), done.stderr
    found = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert found["requests"] > 60
    assert found["ratio"] > 0
    assert found["entra_sync_cpu_microseconds"][0] > 0
    assert "Median of the ratios" in (tmp_path / "bench.md").read_text(encoding="utf-8")


def test_what_is_done_at_once_is_all_done_before_an_error_is_raised() -> None:
    done: list[int] = []

    def fail() -> None:
        raise ValueError("one of three")

    with pytest.raises(ValueError, match="one of three"):
        together([lambda: done.append(1), fail, lambda: done.append(2)])

    assert sorted(done) == [1, 2]
