"""Checks of what the application's profile promises."""
