"""Connector satscan_files: home of reading case, coordinates and population files as SaTScan takes them."""
