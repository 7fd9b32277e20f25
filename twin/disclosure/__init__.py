"""The one gate through which every count goes before it is shown."""
