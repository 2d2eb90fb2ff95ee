"""Ending many accesses with one decision: a guest's, a building's, or all that one person gave."""
