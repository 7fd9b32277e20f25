"""The hospital manager's page: files dropped, a roster on the desk, work in the background."""
