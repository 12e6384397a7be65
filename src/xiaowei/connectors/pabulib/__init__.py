"""Connector pabulib: home of votes with costs in Pabulib's `.pb` format, read and written."""
