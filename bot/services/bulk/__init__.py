"""Lists of guests: looked through, then given row by row."""
