"""Command line: home of the operator's and the scripts' door."""
