"""Home of the city on the web: districts beside each other, down to a photo of a site."""
