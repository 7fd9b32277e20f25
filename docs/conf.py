"""Sphinx configuration: French first, English beside; the reference is generated from the code."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pygments.lexers.special import TextLexer  # noqa: E402

from docs import generate  # noqa: E402

project = "Jumeau"
author = "The Jumeau contributors"
copyright = "The Jumeau contributors, AGPL-3.0-or-later"
release = version = generate.version()
language = "fr"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_generated"]
smartquotes = False
html_theme = "furo"
html_title = f"Jumeau {version}"
html_copy_source = False
html_show_sourcelink = False
numfig = False


def setup(app):
    """Write the generated pages before Sphinx looks for its sources."""
    app.add_lexer("csv", TextLexer)
    app.connect("builder-inited", lambda _: generate.write_all())
