"""Access every week, as its card, its list of visits and its messages show it."""
