"""Checks of what Entra's provisioning service sends, as it sends it."""
