"""Procedures: home of the few acts that span rooms, one file each."""
