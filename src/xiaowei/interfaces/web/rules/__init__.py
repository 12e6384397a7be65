"""Home of the rules on the web: what holds in this home, in words, and what the packs would change."""
