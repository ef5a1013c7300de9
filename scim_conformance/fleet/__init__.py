"""Fleets: many endpoints with their profiles in one file, made into the jobs of a workflow."""
