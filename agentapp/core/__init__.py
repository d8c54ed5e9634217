"""Words every package uses. Knows no domain."""
