"""Connector ballot_sheet: home of ballots on paper, typed into a sheet: one row a ballot, or one a choice."""
