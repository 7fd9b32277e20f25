"""Make the reference data that Jumeau carries: communes, contours, and where they come from.

Run it from the root of the repository: `.venv/bin/python -m tools.reference_data`.
"""
