"""Home of the reading of event sheets: rows of which each tells a moment and some words."""
