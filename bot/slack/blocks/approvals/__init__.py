"""What waits for a yes, as approvers and requesters see it."""
