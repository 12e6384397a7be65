"""Connector demo_pack: home of reading what a demo invents beside its sheets."""
