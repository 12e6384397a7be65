"""Home of the scan statistic: clusters in space, or in space and time (Kulldorff 1997, 2001, 2005).

`field` is what was counted and expected where and when, `zones` are the circles looked at, `kernel` walks
them for the observed counts and for simulated ones, `scan` puts it together.
"""
