"""Desk: home of the pages for what waits for the person who signed in, and each project's story."""
