"""Domain: rules and words of the programme; standard library only."""
