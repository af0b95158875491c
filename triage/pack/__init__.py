"""What we know, as one immutable value: the content in `knowledge/` and `rules/`, read, checked and put in words."""

from triage.pack.content import find_content, load_pack
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Wording, wording_of

__all__ = ["Pack", "Urgency", "Wording", "find_content", "load_pack", "wording_of"]
