"""App Home, section by section."""
