"""Gendong: field agents bring informal workers into BPJS Ketenagakerjaan."""
