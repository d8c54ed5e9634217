"""A bank of our own: a real HTTP server that speaks SNAP BI and keeps its own book. For the demo and for tests."""
