"""Entrance: home of the pages for signing in and out, the language and the demo's day."""
