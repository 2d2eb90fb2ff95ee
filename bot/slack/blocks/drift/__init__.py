"""Differences from Seam, as managers see them."""
