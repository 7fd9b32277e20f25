"""The pharmacist's page: files dropped, order computed in the background, decisions kept."""
