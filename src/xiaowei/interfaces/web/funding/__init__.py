"""Funding: home of the pages for filing, disbursing, settling and the ledger."""
