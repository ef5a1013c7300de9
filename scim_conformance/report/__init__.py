"""What people read of a run: each function makes text or HTML of results.json, and knows nothing else."""
