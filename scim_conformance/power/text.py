"""Writes the matrix down: lines for a terminal, a page for people."""

from __future__ import annotations

from collections.abc import Iterator

from .matrix import MEANS, Judged, Matrix, Sight


def line(judged: Judged) -> str:
    """Return one fault in one line, with what is wrong below it."""
    first = f"{judged.sight:<10}{judged.fault.id:<40} {_red(judged)}".rstrip()
    more = [judged.why] if judged.why else []
    more += [f"should turn red: {id}" for id in judged.missed]
    more += [f"stray: {id}" for id in judged.stray]
    more += [f"broken: {id}" for id in judged.broken]
    return "\n".join([first, *(f"          {each}" for each in more)])


def _red(judged: Judged, most: int = 1) -> str:
    shown = ", ".join(judged.red[:most])
    rest = len(judged.red) - most
    return f"{shown} +{rest}" if rest > 0 else shown


def summary(matrix: Matrix, *, seconds: float) -> Iterator[str]:
    """Yield what the matrix says as a whole."""
    counts = matrix.counts
    for sight in Sight:
        if counts[sight]:
            yield f"{counts[sight]:5} {sight:<10} {MEANS[sight]}"
    yield from _totals(matrix, seconds)


def _totals(matrix: Matrix, seconds: float) -> Iterator[str]:
    strays = sum(len(each.stray) for each in matrix.judged)
    if strays:
        yield f"{strays:5} stray      reds that no row of neighbours explains"
    if matrix.areas is None or matrix.areas:
        where = "" if matrix.areas is None else f" of {', '.join(sorted(matrix.areas))}"
        yield f"{len(matrix.never_red):5} checks{where} were never turned red by a fault ({len(matrix.checks)} ran)"
    ran = [each for each in matrix.judged if each.requests]
    if ran:
        requests = [each.requests for each in ran]
        yield (
            f"{len(ran)} runs, each with {sum(requests) // len(ran)} requests ({min(requests)} to {max(requests)}) "
            f"in {sum(each.seconds for each in ran) / len(ran):.1f} s on average"
        )
        taken = f", {matrix.taken_over} taken over from an earlier matrix" if matrix.taken_over else ""
        yield f"{len(ran) - matrix.taken_over} of them done now in {seconds:.0f} s{taken}"


def markdown(matrix: Matrix, *, seconds: float) -> str:
    """Return the matrix as a page: the counts, and one table an area."""
    lines = ["# What the suite sees", ""]
    lines += [f"- {count} {sight}: {MEANS[sight]}" for sight in Sight if (count := matrix.counts[sight])]
    lines += [f"- {' '.join(each.split())}" for each in _totals(matrix, seconds)]
    area = None
    for each in matrix.judged:
        name = each.fault.area if each.fault.is_defect else "legal oddities"
        if name != area:
            area = name
            lines += ["", f"## {name}", "", "| fault | what the provider does | level | the suite | red |"]
            lines += ["| --- | --- | --- | --- | --- |"]
        why = each.fault.absent or ""
        cells = (
            f"`{each.fault.id}`",
            each.fault.title,
            each.fault.level,
            f"{each.sight}: {why}" if why else str(each.sight),
            _red(each, 3),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
