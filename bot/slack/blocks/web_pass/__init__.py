"""The link for the guest."""
