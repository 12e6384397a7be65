"""Selection: home of the pages for sending, reviewing and returning applications."""
