"""How good the content is: vignettes (cases with the expected result), told in the words of the clinic."""

from triage.evaluation.coverage import SignCoverage, coverage
from triage.evaluation.outcome import Failure, Outcome, run
from triage.evaluation.vignettes import Vignette, read_vignettes, vignette_files

__all__ = ["Failure", "Outcome", "SignCoverage", "Vignette", "coverage", "read_vignettes", "run", "vignette_files"]
