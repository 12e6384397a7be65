"""Home of choosing projects under a budget, with a proof of how good the choice is."""
