"""JKK, JKM and JHT as dated data, and pure functions from it to amounts."""
