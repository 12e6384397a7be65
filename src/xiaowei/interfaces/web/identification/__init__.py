"""Identification: home of the pages for problem spots and the form that turns one into an application."""
