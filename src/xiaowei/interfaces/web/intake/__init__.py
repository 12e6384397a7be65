"""Intake: home of the pages for sheets, tickets and open questions."""
