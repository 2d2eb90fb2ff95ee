"""The modals of `/guest setup`."""
