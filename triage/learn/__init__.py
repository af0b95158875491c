"""Learning triage logic: practice cases, a quiz and a learner's profile, all made from the rules.

Everything here is a value or a function of values: no file, no clock, no chance but the seed that is given.
"""
