"""What can be set, and nothing else."""
