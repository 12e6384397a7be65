"""The three-level channel: questions with receipts, the whistle record, the outbox of notices."""
