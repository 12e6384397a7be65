"""Home of same-issue grouping at scale: a million tickets to the events that they speak of.

In walking order: `heads` (which words name the place) → `wording` (how a sheet tells places) → `atlas` and
`likeness` (which places there are) → `naming` (which of them a text names) → `locating` (where each ticket
belongs) → `topics` (what it is about, labels cleaned) → `habits` (how long an event lasts, whose it
is) → `linking` (which open event a ticket joins) → `engine` (all of it at once) or `stream` (one by one).
"""
