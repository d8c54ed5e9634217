"""Spreadsheets of people, as officers have them: from a file's bytes to checked rows. No database, no web.

`read` a file, `find_layouts` of its sheets, let the officer overrule them, `Checker.rows` them, and write a
`repair_workbook` of those that do not read.
"""
