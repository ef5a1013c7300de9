"""``scim-conformance sweep``: deletes what earlier runs have left on a provider."""
