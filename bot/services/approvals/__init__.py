"""What waits for a yes: who is asked, who decides, and what becomes of it."""
