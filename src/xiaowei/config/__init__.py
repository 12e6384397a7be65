"""Config: home of settings, checks and urls; the only floor that knows every other."""
