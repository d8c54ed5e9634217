"""What is owed per worker and month, how it was settled, and the protection that follows."""
