"""Lists of grants: what a board, a list or a digest shows of many."""
