"""The certificate as one page for a safety officer: what was proved, of what, by what, and what is left open."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

GROUPS = {
    "invariant": "The pack's own invariants",
    "structure": "What any pack must have",
}


def to_page(certificate: dict[str, Any]) -> str:
    """One self-contained page: no script, no request, and a policy that forbids both."""
    style = files("triage.proof").joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    pack = certificate["pack"]
    title = escape(f"Safety properties of {pack['id']} {pack['version']}")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{"".join(_opening(certificate))}
{"".join(_group(certificate, group, heading) for group, heading in GROUPS.items())}
</main>
<footer>
<p>These are properties of the rules, not of medicine: whether the rules are clinically right is for a clinician to
judge and sign. This page is made from the certificate and says nothing that is not in it.</p>
<p>Reviewed by: <span class="line"></span> Role: <span class="line"></span> Date: <span class="line"></span></p>
</footer>
</body>
</html>
"""


def _opening(certificate: dict[str, Any]) -> Iterator[str]:
    properties = certificate["properties"]
    broken = [one["id"] for one in properties if not one["holds"]]
    if broken:
        yield f'<p class="verdict broken"><strong>{len(broken)} of {len(properties)} properties do not hold:</strong> '
        yield f"{escape(', '.join(broken))}.</p>\n"
    else:
        yield f'<p class="verdict"><strong>All {len(properties)} properties hold</strong> for every answer set.</p>\n'
    pack, software, solver = certificate["pack"], certificate["software"], certificate["solver"]
    facts = {
        "Pack": f"{pack['id']} {pack['version']}",
        "Hash of the pack": pack["sha256"],
        "Answer sets": f"{certificate['answer_sets']}: every combination of answers, not sure and blanks included",
        "Made": f"{certificate['made']}, in {certificate['seconds']} s",
        "Made by": f"{software['name']} {software['version']}, solver {solver['name']} {solver['version']}",
    }
    yield (
        "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts.items()) + "</dl>\n"
    )


def _group(certificate: dict[str, Any], group: str, heading: str) -> str:
    chosen = [one for one in certificate["properties"] if one["group"] == group]
    if not chosen:
        return ""
    head = "<tr><th scope='col'>Property</th><th scope='col'>What it says</th><th scope='col'>Result</th></tr>"
    rows = "".join(map(_row, chosen))
    return f"<h2>{escape(heading)}</h2>\n<table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _row(one: dict[str, Any]) -> str:
    if one["by_construction"]:
        result = f"holds by construction. {one['by_construction']}"
    elif one["holds"]:
        result = f"proved ({one['claims']} claims)"
    else:
        result = "does not hold"
    more = "".join(_broken(one))
    kind = "" if one["holds"] else ' class="broken"'
    name = f"<th scope='row'>{escape(one['id'])}</th>"
    return f"<tr{kind}>{name}<td>{escape(one['says'])}{more}</td><td>{escape(result)}</td></tr>\n"


def _broken(one: dict[str, Any]) -> Iterator[str]:
    if one["missing"]:
        yield f"<p>No answers lead to: {escape(', '.join(one['missing']))}.</p>"
    for found in one["counterexamples"]:
        yield f"<p>{escape(found['because'])}, for the smallest of the answers that break it:</p><ul>"
        yield "".join(f"<li>{escape(line)}</li>" for line in found["in_words"]) + "</ul>"
        if found["rules"]:
            yield f"<p>Danger signs that fire: {escape(', '.join(found['rules']))}.</p>"
