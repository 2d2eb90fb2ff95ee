"""Doors without a hub: what a person must do there, and who does it."""
