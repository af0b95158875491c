"""A population written as a table: whole or not at all, in bounded memory, the same bytes for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from triage import __version__
from triage.batch import outputs
from triage.batch.inputs import Position, form_of
from triage.batch.parts import Part, Parts, cannot_write
from triage.batch.simulate import Drawn, Population

SCHEMA = "triage.population/1"


def write_population(
    population: Population, count: int, out: Path, told: Callable[[Drawn, int], None] = lambda _drawn, _done: None
) -> None:
    """Write so many people. `told` hears of each chunk and how many are done. Raises InputError where it cannot."""
    form = form_of(out)
    metadata = _metadata(population, count)
    with Parts(out, metadata, resume=False) as parts:
        done = 0
        try:
            for drawn in population.people(count):
                parts.write("rows", outputs.part_bytes(form, drawn.said))
                rows = drawn.said.height
                done += rows
                parts.finish(Part(rows, rows, 0, Position(row=done)))
                told(drawn, done)
            outputs.publish(parts, form, drawn.said.clear(), metadata)
        except OSError as error:
            raise cannot_write(out, error) from None
        finally:
            parts.remove()


def _metadata(population: Population, count: int) -> dict[str, Any]:
    """What the table says of itself: that its people are made up, and how to make them again."""
    about, noise = population.pack.about, population.noise
    return {
        "schema": SCHEMA,
        "simulated": True,
        "people": count,
        "seed": population.seed,
        "not_sure": noise.not_sure,
        "mis_tick": noise.mis_tick,
        "marginals": population.marginals.about,
        "pack": {"id": about.id, "version": about.version, "sha256": population.pack.sha256},
        "software": {"name": "triage", "version": __version__},
    }
