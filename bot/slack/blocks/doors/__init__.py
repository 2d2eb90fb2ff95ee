"""Locks as people see them: how they stand, commands to them, and the news of a building's doors."""
