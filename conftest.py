"""The project's own tests start pytest inside pytest."""

pytest_plugins = ["pytester"]
