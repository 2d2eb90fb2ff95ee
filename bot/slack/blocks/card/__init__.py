"""A grant as people see it: card, result, reminder and the notices around them."""
