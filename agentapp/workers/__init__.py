"""Informal workers: identity, work, heirs, consent, membership, card."""
