"""How far each pathway is from a model: the cheapest way to bring one to the other."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.limited import ask, spoken, too_slow
from pathways.models.nets import Net, net_to
from pathways.models.variants import Variants

Move = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Alignments:
    """Optimal alignments of the most frequent variants with a model.

    A move costs 1: an event that the model does not expect (`log`), or a step of the model that
    has no event (`model`); an event where the model expects it (`both`) costs 0, and so do the
    silent steps.

    Attributes
    ----------
    model_cost
        Cost of a pathway without any event: length of the shortest pathway of the model.
    costs
        Of each variant, in the order of the variants.
    moves
        Of each variant: (`log`, `model` or `both`, activity).
    lengths, counts
        Events and cases of each variant.
    effort
        What part of the log was aligned.
    """

    model_cost: int
    costs: tuple[int, ...]
    moves: tuple[tuple[Move, ...], ...]
    lengths: tuple[int, ...]
    counts: tuple[int, ...]
    effort: Effort

    @property
    def fitness(self) -> float:
        """Give 1 - cost / cost of the worst alignment (no move in common), over all cases.

        Adriansyah's fitness of a log: the sums run over the cases, so long pathways weigh more.
        """
        cost = sum(c * n for c, n in zip(self.costs, self.counts, strict=True))
        worst = sum(
            (length + self.model_cost) * n
            for length, n in zip(self.lengths, self.counts, strict=True)
        )
        return 1 - cost / worst if worst else 1.0

    @property
    def mean_fitness(self) -> float:
        """Give the mean over the cases of each one's own fitness."""
        total = sum(self.counts)
        each = (
            n * (1 - cost / (length + self.model_cost) if length + self.model_cost else 1.0)
            for cost, length, n in zip(self.costs, self.lengths, self.counts, strict=True)
        )
        return sum(each) / total if total else 1.0

    @property
    def fitting(self) -> float:
        """Give the share of the cases that follow the model exactly."""
        total = sum(self.counts)
        fit = sum(n for c, n in zip(self.costs, self.counts, strict=True) if c == 0)
        return fit / total if total else 1.0


FITNESS_MEANS = (
    "adéquation = 1 - coût / pire coût, sommés sur les parcours ; coût : 1 par événement que le "
    "modèle n'attend pas ou par étape du modèle sans événement (alignement optimal) ; pire coût : "
    "aucun événement à sa place"
)


def align(variants: Variants, net: Net, *, limit_s: float = DEFAULT_LIMIT_S) -> Alignments:
    """Align the variants of a log with a model, the most frequent first.

    Parameters
    ----------
    variants
        Variants with their counts.
    net
        Model; it must be able to end.
    limit_s
        Seconds allowed; the variants aligned by then are kept.

    Raises
    ------
    JumeauError
        The model cannot end, or no variant was aligned in time.
    """
    total = len(variants.sequences)
    request = {"task": "alignments", "net": net_to(net), **spoken(variants, total)}
    lines, _ = ask(request, limit_s)
    if len(lines) < 2:
        raise too_slow(limit_s, 1)
    done = lines[1:]
    used = len(done)
    return Alignments(
        model_cost=lines[0]["model_cost"],
        costs=tuple(d["cost"] for d in done),
        moves=tuple(tuple((kind, name) for kind, name in d["moves"]) for d in done),
        lengths=tuple(len(s) for s in variants.sequences[:used]),
        counts=variants.counts[:used],
        effort=Effort(limit_s, used, total, variants.cases_of_first(used), variants.cases),
    )
