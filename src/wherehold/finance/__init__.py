"""What things cost, what they are worth in each book, and when it is charged."""
