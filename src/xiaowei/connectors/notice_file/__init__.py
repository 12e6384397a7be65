"""Connector of a file: notices as lines of JSON, for a gateway of the office to fetch."""
