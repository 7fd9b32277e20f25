"""One simulated day filmed: who is where at each moment, and every unit on its way."""

from __future__ import annotations

from scenarios.film.film import FRAMES, SEGMENTS, Film
from scenarios.film.fold import FilmFold, film_day, film_of
from scenarios.film.stage import Stage

__all__ = ["FRAMES", "SEGMENTS", "Film", "FilmFold", "Stage", "film_day", "film_of"]
