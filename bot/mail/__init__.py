"""E-mail: the only ring that speaks SMTP."""
