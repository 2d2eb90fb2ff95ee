"""What is forgotten, when, and at whose word."""
