"""Modals in which people say what they want; a view and its parser share a file."""
