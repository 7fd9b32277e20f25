"""The SAMU page's own work: bases tried, delays read, a case referred, decisions kept."""
