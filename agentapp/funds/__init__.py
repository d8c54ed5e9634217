"""Public and charitable budgets that pay for many workers."""
