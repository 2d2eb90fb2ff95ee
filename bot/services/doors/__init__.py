"""Doors that can be spoken to: what is asked of a lock, and what a lock tells."""
