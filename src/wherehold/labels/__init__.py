"""What is stuck on it: codes and label sheets."""
