"""Home of invented tickets: the background of a demo, and a whole district whose truth is known."""
