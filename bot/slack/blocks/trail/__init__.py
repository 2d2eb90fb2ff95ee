"""The audit trail as managers see it."""
