"""Analysis: methods that need no Django and no home."""
