"""Evaluation: home of the pages for checking whether the complaints stopped."""
