"""Smart locks: which there are, where they belong, and the codes that open them."""
