"""The page on which a guest sees their own access."""
