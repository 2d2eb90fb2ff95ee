"""Keydesk: guest access for buildings, from Slack."""

__version__ = "0.1.0"
