"""How many informal workers there are, and how many are covered: figures over everything. Reads only."""
