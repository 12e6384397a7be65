"""Home of same-issue grouping at scale: a million tickets to the events that they speak of.

In walking order: `heads` (which words name the place) → `atlas` (which place that is) → `topics` (what it
is about, labels cleaned) → `habits` (how long an event of a topic lasts, whether buildings differ)
→ `linking` (which open event a ticket joins) → `engine` (all of it, in batch or one by one).
"""
