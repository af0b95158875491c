"""The self-assessment: one small screen a page, for anybody, without an account and without JavaScript."""
