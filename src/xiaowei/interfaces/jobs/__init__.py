"""The door of the timer: what is due is done without anybody pressing a button."""
