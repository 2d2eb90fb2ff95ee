"""Seam's side against our books: what differs, who hears of it, and what is done about it."""
