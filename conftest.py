"""The project's own tests start pytest inside pytest, and interrupt some of what they start."""

import contextlib
import signal

pytest_plugins = ["pytester"]

# A shell without job control starts what runs in the background deaf to interrupts, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.default_int_handler)
