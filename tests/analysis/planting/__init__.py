"""Home of a planter: hotline texts with personal data in known places, and texts with none."""
