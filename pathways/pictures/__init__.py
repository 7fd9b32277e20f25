"""Pictures of pathways, drawn as SVG without any other program."""
