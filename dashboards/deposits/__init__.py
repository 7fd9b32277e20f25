"""Files that readers drop on a page: where they are kept, how they arrive, what works on them."""
