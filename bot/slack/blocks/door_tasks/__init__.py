"""Doors to visit, as those who go there see them."""
