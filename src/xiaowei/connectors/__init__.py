"""Connectors: translators to outside systems, one folder each; fetch.py reads, parse.py understands."""
