"""The butlers' pages: where to go today, what was seen, and who is butler of which place."""
