"""The supervisors' queue: a query over enrolments, never a table of its own."""
