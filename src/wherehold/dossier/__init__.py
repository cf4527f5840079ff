"""What is held about one person, as a file for that person."""
