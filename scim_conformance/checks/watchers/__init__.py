"""Checks that look at every exchange of the run, at no extra request."""
