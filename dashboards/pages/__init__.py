"""Pages: one file each, with its layout and the thin callbacks that keep it up to date."""
