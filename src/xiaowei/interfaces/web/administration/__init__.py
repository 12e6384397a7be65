"""Web room administration: home of the pages of those who look after the house."""
