"""A fund's bills: one payment code and one transfer for the months of everybody it carries."""
