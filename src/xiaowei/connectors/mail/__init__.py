"""Connector of e-mail: notices to an SMTP server."""
