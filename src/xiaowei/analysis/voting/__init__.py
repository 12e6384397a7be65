"""Home of residents' votes: what a vote with costs and a budget funds, and how fair that is.

`election` is who may choose what at which cost, `kernel` walks the Method of Equal Shares in floats,
`ledger` decides in fractions what floats leave open, `shares` puts both together, `raising` lifts the
voters' shares, `greedy` fills a budget, `fairness` looks for groups left out, `tally` is the front.
"""
