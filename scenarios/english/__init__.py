"""What Jumeau says in French, said in English: sentences by catalogue, figures by rule."""

from scenarios.english.speech import Told, english, english_whole, lang, say, speaking

__all__ = ["Told", "english", "english_whole", "lang", "say", "speaking"]
