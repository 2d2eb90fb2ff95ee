"""Access that comes again every week: a series, and the visits that the clock makes of it."""
