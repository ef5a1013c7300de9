"""Two runs and more, held against each other: reads their results.json and says what differs."""

from .reading import NotResults, read_results

__all__ = ["NotResults", "read_results"]
