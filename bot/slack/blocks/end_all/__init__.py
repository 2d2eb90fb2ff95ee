"""`/guest end`: whose access, what that would be, and what became of it."""
