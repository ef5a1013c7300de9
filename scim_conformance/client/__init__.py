"""How the suite talks to a provider: requests, exchanges without secrets, and the ledger.

Only this package knows httpx.
"""

from __future__ import annotations

from .auth import Credentials, authentication, basic, bearer, none
from .cleanup import Cleaned, Leftover, clean_up
from .exchange import Exchange, Recorder
from .guard import NOBODY, NotOurs
from .in_process import in_process
from .journal import LedgerError
from .ledger import Entry, Ledger, default_ledger_directory
from .redaction import Redactor
from .reply import Headers, Reply, Resource
from .scim import Scim
from .secrets import Secret
from .sending import Unreachable
from .token_endpoint import Grant, Posted, post
from .tokens import IssuedTokens, SignInError, Token

__all__ = [
    "NOBODY",
    "Cleaned",
    "Credentials",
    "Entry",
    "Exchange",
    "Grant",
    "Headers",
    "IssuedTokens",
    "Ledger",
    "LedgerError",
    "Leftover",
    "NotOurs",
    "Posted",
    "Recorder",
    "Redactor",
    "Reply",
    "Resource",
    "Scim",
    "Secret",
    "SignInError",
    "Token",
    "Unreachable",
    "authentication",
    "basic",
    "bearer",
    "clean_up",
    "default_ledger_directory",
    "in_process",
    "none",
    "post",
]
