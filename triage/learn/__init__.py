"""Learning triage logic: practice cases, a quiz and a learner's profile, all made from the rules.

Everything here is a value or a function of values: no file, no clock, no chance but the seed that is given.
"""

from triage.learn.case import Kind, NoCase, PracticeCase
from triage.learn.choices import cause_choices, sign_choices
from triage.learn.choosing import next_case
from triage.learn.consultation import Consultation
from triage.learn.feedback import feedback, level_labels
from triage.learn.making import make_case
from triage.learn.marking import Decision, Marking, mark
from triage.learn.profile import Profile, profile_of
from triage.learn.progress import Progress
from triage.learn.quiz import QuizQuestion, make_question
from triage.learn.record import Record, record_of
from triage.learn.schedule import after_case, due, reviewed
from triage.learn.solution import Solution, solution
from triage.learn.telling import Heard

__all__ = [
    "Consultation",
    "Decision",
    "Heard",
    "Kind",
    "Marking",
    "NoCase",
    "PracticeCase",
    "Profile",
    "Progress",
    "QuizQuestion",
    "Record",
    "Solution",
    "after_case",
    "cause_choices",
    "due",
    "feedback",
    "level_labels",
    "make_case",
    "make_question",
    "mark",
    "next_case",
    "profile_of",
    "record_of",
    "reviewed",
    "sign_choices",
    "solution",
]
