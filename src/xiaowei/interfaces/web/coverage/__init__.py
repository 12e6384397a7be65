"""Home of coverage on the web: who is not served, and what each township got."""
