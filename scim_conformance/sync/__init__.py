"""The provisioning service at scale: a directory that streams, and the cycles of Entra over all of it."""

from __future__ import annotations
