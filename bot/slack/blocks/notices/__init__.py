"""What a building is told unasked."""
