"""The message for the guest by e-mail."""
