"""How the suite talks to a provider: requests, exchanges without secrets, and the ledger.

Only this package knows httpx.
"""

from __future__ import annotations

from .auth import Credentials, authentication, basic, bearer, none
from .cleanup import Cleaned, Leftover, clean_up, leftovers_of
from .command import CommandError, secret_of
from .exchange import Exchange, Recorder
from .guard import NOBODY, Doubtful, NamesOthers, NotOurs
from .in_process import in_process
from .interrupting import Signals, interruptible
from .journal import LedgerError
from .ledger import Entry, Ledger, default_ledger_directory
from .limits import Limits, OutOfTime
from .passage import KEY_PASSWORD, NOTHING_MORE, Certificate, Header, Passage, variable_for
from .proxies import proxy_problem, proxy_secrets
from .reading import NeedsToWrite
from .redaction import Redactor
from .renewing import RenewedTokens
from .reply import Headers, Reply, Resource
from .scim import Scim
from .secrets import Secret
from .sending import Unreachable
from .token_command import CommandTokens
from .token_endpoint import Grant, Posted, post
from .tokens import IssuedTokens, SignInError, Token

__all__ = [
    "KEY_PASSWORD",
    "NOBODY",
    "NOTHING_MORE",
    "Certificate",
    "Cleaned",
    "CommandError",
    "CommandTokens",
    "Credentials",
    "Doubtful",
    "Entry",
    "Exchange",
    "Grant",
    "Header",
    "Headers",
    "IssuedTokens",
    "Ledger",
    "LedgerError",
    "Leftover",
    "Limits",
    "NamesOthers",
    "NeedsToWrite",
    "NotOurs",
    "OutOfTime",
    "Passage",
    "Posted",
    "Recorder",
    "Redactor",
    "RenewedTokens",
    "Reply",
    "Resource",
    "Scim",
    "Secret",
    "SignInError",
    "Signals",
    "Token",
    "Unreachable",
    "authentication",
    "basic",
    "bearer",
    "clean_up",
    "default_ledger_directory",
    "in_process",
    "interruptible",
    "leftovers_of",
    "none",
    "post",
    "proxy_problem",
    "proxy_secrets",
    "secret_of",
    "variable_for",
]
