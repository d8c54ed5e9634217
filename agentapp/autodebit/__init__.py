"""Mandates, and the debits made under them."""
