"""Base app places: home of villages, estates, their aliases, households and butlers."""
