"""A published table mended after absences: few changes, ranked ways, each with what it costs."""
