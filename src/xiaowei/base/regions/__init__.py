"""Base app regions: home of the dated region tree."""
