"""Connector of notices: the one protocol that every way out of the house keeps."""
