"""People who sign in, their offices, and what each role may do."""
