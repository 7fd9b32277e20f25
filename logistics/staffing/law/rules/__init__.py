"""One rule a file; each is found by its name, no list is kept by hand."""
