"""Proves that the suite sees: runs it over every fault of the embedded provider and over every legal oddity."""
