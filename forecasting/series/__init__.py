"""Series as hospitals have them: read, cleaned, graded, never completed in silence."""
