"""Writes the certificate beside results.json: as JSON, and as a page that can be attached to a submission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scim_conformance.report.certificate import certificate
from scim_conformance.report.certificate_page import page


def places(results: Path) -> tuple[Path, Path]:
    """Return where certificate.json and certificate.html go."""
    return results.with_name("certificate.json"), results.with_name("certificate.html")


def write_certificate(document: Mapping[str, Any], results: Path) -> None:
    """Write the certificate of a run that was asked for one."""
    if "gallery" in document:
        data, shown = places(results)
        data.write_text(json.dumps(certificate(document), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        shown.write_text(page(document) + "\n", encoding="utf-8")
