"""Why a rostering problem has no answer, and the cheapest way out of it."""
