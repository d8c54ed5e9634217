"""The ways out of the outbox: one file a channel."""
