"""Room evaluation: home of outcomes 成效."""
