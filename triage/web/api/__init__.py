"""The JSON API: the questionnaire and `assess` for programs. Tokens instead of cookies, problems by RFC 9457."""
