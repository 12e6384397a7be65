"""Home of the engines: grouping of sheets of any size, on one machine or on a Spark cluster.

`pipeline` is what is done, once for all engines: `sampling` (which rows are learnt from) → `steps` (what
one part of the rows becomes) → `ground` (which rows could ever be linked) → `steps` again (link, order).
`protocol` is what an engine has to be able to do; `local` and `cluster` (Spark) are the two of them.
"""
