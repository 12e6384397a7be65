"""Base app trail: home of the append-only trail."""
