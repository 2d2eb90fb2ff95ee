"""Grants among others: on the board, in lists and search results, and one at a closer look."""
