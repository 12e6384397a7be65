"""Analysis: methods that need no Django and no home.

Two roads lead from tickets to problems, as what is known differs:

- in the house (a gazetteer, answers, one ticket at a time): `locating` → `classifying`, then `categorising`
  where a model was trained → `matters` → `bursts` with a frozen level;
- of a sheet alone (`analyse group`, `bursts`, any size): `grouping` finds places, topics and events together
  → `bursts` with a learnt level; `engines` runs it in parts, here or on Spark.
"""
