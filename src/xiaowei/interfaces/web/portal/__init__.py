"""Portal: home of the pages for the public pages."""
