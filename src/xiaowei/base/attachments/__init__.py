"""Base app attachments: home of photos and papers."""
