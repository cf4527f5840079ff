"""What templates of reservations use."""
