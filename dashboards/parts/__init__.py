"""Parts of a page: values in, components out."""
