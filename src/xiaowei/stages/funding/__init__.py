"""Room funding: home of filings 备案, disbursements 拨付 and the ledger 台账."""
