"""The rules on durable_rules, the forward-chaining engine; `logic` says what they mean, and checks every result."""

from triage.reasoning.engine.readings import Engine, engine_of, limits_of, version

__all__ = ["Engine", "engine_of", "limits_of", "version"]
