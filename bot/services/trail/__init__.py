"""The audit trail: what goes in, who may read it, and how it leaves."""
