"""Interfaces: doors that translate, make one call into the house, and translate back."""
