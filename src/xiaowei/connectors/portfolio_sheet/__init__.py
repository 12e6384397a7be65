"""Connector portfolio_sheet: home of the sheet of projects to choose among, and of the rules for choosing."""
