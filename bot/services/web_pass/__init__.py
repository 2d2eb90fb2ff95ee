"""The link with which a guest sees their own access."""
