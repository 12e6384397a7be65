"""Base app policies: home of versioned documents of the packs."""
