"""Template tags: home of what templates may call."""
