"""What is to be told, in which order, and the reminders that are told in time."""
