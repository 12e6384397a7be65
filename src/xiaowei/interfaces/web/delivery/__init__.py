"""Delivery: home of the pages for ordering, measuring, finishing and accepting works."""
