"""What a building is told unasked: digests, reviews, what is not ready before an arrival, and ends nobody confirms."""
