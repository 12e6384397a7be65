"""Base app calendars: home of the working-day calendar in force."""
