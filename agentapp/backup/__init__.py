"""An installation in one file, and back: the database and what DATA_DIR holds of people. Without the keys."""
