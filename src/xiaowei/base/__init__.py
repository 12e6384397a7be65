"""Base: what every stage stands on; never imports a stage."""
