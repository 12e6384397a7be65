"""The pages of the three-level channel: the thread on a project, the inbox, whistles."""
