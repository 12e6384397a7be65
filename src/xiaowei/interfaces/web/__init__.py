"""Web: home of the pages; a page translates, makes one call into the house and translates back."""
