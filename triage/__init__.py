"""Rule-based triage of leg and foot weakness: from reported symptoms to an explained, sourced assessment."""

__version__ = "0.1.0"
