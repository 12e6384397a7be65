"""Base app accounts: home of people, their dated appointments and what they may see."""
