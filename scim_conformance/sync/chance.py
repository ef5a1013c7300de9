"""Numbers that look drawn at random and are the same each time they are asked for."""

from __future__ import annotations

_MASK = (1 << 64) - 1


def chance(seed: int, *about: int) -> float:
    """Return a number from 0 up to 1 that depends on what it is about, and on nothing else."""
    return number(seed, *about) / (1 << 64)


def number(seed: int, *about: int) -> int:
    """Return a number of 64 bits that depends on what it is about, and on nothing else."""
    # SplitMix64 by Steele, Lea and Flood; no random.Random, since millions of them would have to be seeded.
    mixed = seed & _MASK
    for each in about:
        mixed = (mixed ^ (each * 0xD1B54A32D192ED03)) + 0x9E3779B97F4A7C15 & _MASK
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB & _MASK
        mixed ^= mixed >> 31
    return mixed
