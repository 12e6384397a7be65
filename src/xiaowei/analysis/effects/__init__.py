"""Effects: did a work reduce the complaints at its place, told from what would have come anyway?"""
