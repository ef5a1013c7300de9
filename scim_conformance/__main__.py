"""``python -m scim_conformance`` is the command ``scim-conformance``."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
