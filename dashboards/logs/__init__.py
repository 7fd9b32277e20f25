"""Logs of care pathways on this machine: dropped or served files, their import, their answers."""
