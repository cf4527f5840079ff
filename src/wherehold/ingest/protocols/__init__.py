"""One file for each way in which devices speak: bytes in, readings out, nothing else."""
