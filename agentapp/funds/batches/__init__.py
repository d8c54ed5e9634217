"""A sheet of names on its way into a fund: staged, checked, promised money, verified by the branch, enrolled."""
