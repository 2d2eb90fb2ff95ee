"""One grant's life, from the submitted form to the end that Seam has confirmed."""
