"""Provinces to villages, and their time zones."""
