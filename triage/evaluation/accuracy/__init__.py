"""How accurate the rules are on labelled cases: the figures, and which rule made which case too urgent."""

from triage.evaluation.accuracy.cases import CaseReader, LabelledCase
from triage.evaluation.accuracy.evaluation import Evaluation
from triage.evaluation.accuracy.judged import Judged, judge

__all__ = ["CaseReader", "Evaluation", "Judged", "LabelledCase", "judge"]
