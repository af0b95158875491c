"""The questionnaire as pages, the front desk's pages, and the HTTP API: one small server (extra `web`)."""
