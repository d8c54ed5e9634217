"""Cards of whom a fund carries, put into their hands: printed by district, listed to sign, ticked off by the agent."""
