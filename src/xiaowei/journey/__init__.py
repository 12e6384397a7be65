"""Journey: reads across rooms and never writes."""
