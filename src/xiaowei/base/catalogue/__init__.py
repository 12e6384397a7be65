"""Base app catalogue: home of topics, project types, prices and the answers that were remembered."""
