"""Accepts failures of the last run for now: chooses them, and writes them into the file of waivers."""
