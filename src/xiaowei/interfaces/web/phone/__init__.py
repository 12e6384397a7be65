"""Phone: home of the few large pages of who works outside, and of the links that let them in."""
