"""Lists of guests, as people paste or upload them."""
