"""Room funding: home of envelopes 资金盘子, filings 备案, disbursements 拨付 and the ledger 台账."""

ROOM = "funding"
