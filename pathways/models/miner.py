"""The only file that talks to pm4py: a process that reads one question and writes plain values.

It is started by `pathways.models.limited`, which kills it at the time limit. Whatever pm4py and
its libraries print goes nowhere: the standard output is taken away before they are imported.
pm4py is never given a path, an address or a text to evaluate, only values that we have read.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, cast

Said = dict[str, Any]
MOST_MEMORY_BYTES = 12 * 1024**3
MOVE_COST = 10_000
"""What pm4py counts for a move that is not silent; a silent one costs at most 1."""
SKELETON = (
    "equivalence", "always_after", "always_before", "never_together", "directly_follows",
)  # fmt: skip
SHAPES = {
    "StartEvent": "start",
    "NormalStartEvent": "start",
    "EndEvent": "end",
    "NormalEndEvent": "end",
    "Task": "task",
    "ExclusiveGateway": "exclusive",
    "ParallelGateway": "parallel",
}


class RefusedError(Exception):
    """A question without an answer, in French."""


def answer(question: Said) -> Iterator[Said]:
    """Give the lines that answer a question."""
    names = question.get("names", [])
    told = [tuple(names[a] for a in v) for v in question.get("variants", [])]
    counted = Counter(dict(zip(told, question.get("counts", []), strict=True)))
    task = question["task"]
    if task == "inductive":
        yield inductive(counted, question["noise"])
    elif task == "heuristics":
        yield heuristics(counted, question["noise"])
    elif task == "skeleton":
        yield skeleton(counted, question["noise"])
    elif task == "declare":
        yield declare(counted, question)
    elif task == "precision":
        yield precision(question)
    else:
        yield from alignments(question)


def inductive(counted: Counter[tuple[str, ...]], noise: float) -> Said:
    """Discover a process tree, and give it as a net and as a diagram."""
    import pm4py
    from pm4py.algo.discovery.inductive.dtypes.im_ds import IMDataStructureUVCL
    from pm4py.algo.discovery.inductive.variants.im import IMUVCL
    from pm4py.algo.discovery.inductive.variants.imf import IMFUVCL
    from pm4py.objects.process_tree.utils import generic

    # pm4py.discover_process_tree_inductive sets the same parameters (defaults of 2.7.23).
    parameters = {"noise_threshold": noise, "multiprocessing": False, "disable_fallthroughs": False}
    miner = (IMFUVCL if noise > 0 else IMUVCL)(parameters)
    tree = generic.fold(miner.apply(IMDataStructureUVCL(counted), parameters))
    generic.tree_sort(tree)
    return {
        "tree": str(tree),
        "net": flat_net(*pm4py.convert_to_petri_net(tree)),
        "bpmn": flat_bpmn(pm4py.convert_to_bpmn(tree)),
    }


def heuristics(counted: Counter[tuple[str, ...]], noise: float) -> Said:
    """Discover a heuristics net, its dependencies, and the net (and diagram) that it makes."""
    import pm4py
    from pm4py.algo.discovery.heuristics.variants import classic
    from pm4py.objects.conversion.heuristics_net import converter

    steps: list[Counter[Any]] = [Counter(), Counter(), Counter()]
    often: Counter[str] = Counter()
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for trace, n in counted.items():
        first[trace[0]] += n
        last[trace[-1]] += n
        for i, name in enumerate(trace):
            often[name] += n
            if i + 1 < len(trace):
                steps[0][name, trace[i + 1]] += n
            if i + 2 < len(trace):
                steps[1][name, trace[i + 2]] += n
                steps[2][name, trace[i + 1], trace[i + 2]] += n
    found = classic.apply_heu_dfg(
        dict(steps[0]),
        activities=list(often),
        activities_occurrences=dict(often),
        start_activities=dict(first),
        end_activities=dict(last),
        dfg_window_2=dict(steps[1]),
        freq_triples=dict(steps[2]),
        parameters={
            "dependency_thresh": 1 - noise if noise > 0 else 0.5,
            "and_measure_thresh": 0.65,
            "loop_length_two_thresh": 0.5,
        },
    )
    net, initial, final = converter.apply(found)
    drawn = None
    with contextlib.suppress(Exception):  # only workflow nets can be drawn, whatever pm4py raises
        drawn = flat_bpmn(pm4py.convert_to_bpmn(net, initial, final))
    arcs = {
        (source.node_name, target.node_name): max(e.dependency_value for e in edges)
        for source in found.nodes.values()
        for target, edges in source.output_connections.items()
    }
    kept = [[a, b, float(d), int(steps[0][a, b])] for (a, b), d in sorted(arcs.items())]
    return {"net": flat_net(net, initial, final), "bpmn": drawn, "dependencies": kept}


def skeleton(counted: Counter[tuple[str, ...]], noise: float) -> Said:
    """Discover a log skeleton; each relation is judged case by case.

    The relations are ours: with repeated activities those of pm4py 2.7 set cases against
    occurrences, and call "never together" two activities that every case has. On cases that
    have each activity once, and without noise, both agree.
    """
    from pm4py.algo.discovery.log_skeleton.variants import classic

    often: Counter[str] = Counter()
    having: Counter[str] = Counter()
    held = {name: Counter[tuple[str, str]]() for name in SKELETON}
    for trace, n in counted.items():
        times = Counter(trace)
        first = {name: trace.index(name) for name in times}
        last = {name: i for i, name in enumerate(trace)}
        nexts: dict[str, set[str]] = {name: set() for name in times}
        for name, after in zip(trace, (*trace[1:], ""), strict=True):
            nexts[name].add(after)
        for a in times:
            often[a] += times[a] * n
            having[a] += n
            for b in times:
                if a == b:
                    continue
                pair = (a, b)
                held["never_together"][pair] -= n
                held["equivalence"][pair] += n * (times[a] == times[b])
                held["always_after"][pair] += n * (last[b] > last[a])
                held["always_before"][pair] += n * (first[b] < first[a])
                held["directly_follows"][pair] += n * (nexts[a] == {b})
    for a in having:
        for b in having:
            if a != b:
                held["never_together"][a, b] += having[a]
    times_of = classic.activ_freq(counted, often, sum(often.values()), noise_threshold=noise)
    said: Said = {"occurrences": sorted([a, sorted(t)] for a, t in times_of.items())}
    for name, pairs in held.items():
        said[name] = sorted(
            [a, b, held_in, having[a]]
            for (a, b), held_in in pairs.items()
            if held_in and held_in >= having[a] * (1 - noise) - 1e-9
        )
    return said


def declare(counted: Counter[tuple[str, ...]], question: Said) -> Said:
    """Discover the Declare rules that hold often enough.

    The table of pm4py has one row a variant here, and each row its number of cases: the same
    sums as on the whole log. The thresholds are chosen as pm4py does where none is given.
    """
    import numpy as np
    from pm4py.algo.discovery.declare.variants import classic

    table = classic.form_rules_table(event_log(list(counted)))
    weights = np.array(list(counted.values()), np.int64)
    cases = int(weights.sum())
    values = table.to_numpy()
    active = weights @ (values != 0)
    kept_by = weights @ (values == 1)
    columns = [tuple(part for part in c if isinstance(part, str) and part) for c in table.columns]
    support, confidence = question["support"], question["confidence"]
    if support is None and confidence is None:
        ranked = [
            (a / cases * (k / a), column, j)
            for j, (a, k, column) in enumerate(zip(active, kept_by, columns, strict=True))
            if a
        ]
        best = max(ranked)[2]
        support = active[best] / cases * 0.8
        confidence = kept_by[best] / active[best] * 0.8
    rules: list[Any] = []
    for j, column in enumerate(columns):
        if active[j] and active[j] >= cases * (support or 0.0):
            if kept_by[j] < active[j] * (confidence or 0.0):
                continue
            bits = [np.packbits(values[:, j] != 0), np.packbits(values[:, j] == 1)]
            said = [b.tobytes().hex() if question["who"] else "" for b in bits]
            rules.append(
                [*column, *[""] * (3 - len(column)), int(active[j]), int(kept_by[j]), *said]
            )
    rules.sort(key=lambda r: (-r[3] * r[4], r[0], r[1], r[2]))
    return {"rules": rules, "support": float(support or 0), "confidence": float(confidence or 0)}


def event_log(traces: list[tuple[str, ...]]) -> Any:
    """Give sequences of words as a log of pm4py."""
    from pm4py.objects.log.obj import Event, EventLog, Trace

    return EventLog([Trace([Event({"concept:name": a}) for a in t]) for t in traces])


def flat_net(net: Any, initial: Any, final: Any) -> Said:
    """Give a net as plain values, in the order of its names."""
    places = {p: i for i, p in enumerate(sorted(net.places, key=lambda p: str(p.name)))}
    steps = []
    for t in sorted(net.transitions, key=lambda t: (t.label or "", str(t.name))):
        before = [places[a.source] for a in t.in_arcs for _ in range(a.weight)]
        after = [places[a.target] for a in t.out_arcs for _ in range(a.weight)]
        steps.append([t.label or None, sorted(before), sorted(after)])
    ends = [sorted(places[p] for p in m.elements()) for m in (initial, final)]
    return {"places": len(places), "transitions": steps, "initial": ends[0], "final": ends[1]}


def flat_bpmn(graph: Any) -> Said:
    """Give a diagram as plain values, its shapes numbered from the start along the arrows."""
    shapes = {n: SHAPES[type(n).__name__] for n in graph.get_nodes()}
    nexts: dict[Any, list[Any]] = {n: [] for n in shapes}
    for flow in graph.get_flows():
        nexts[flow.get_source()].append(flow.get_target())

    def rank(node: Any) -> tuple[str, str]:
        return shapes[node], str(node.get_name())

    queue = sorted((n for n, kind in shapes.items() if kind == "start"), key=rank)
    numbers: dict[Any, int] = {}
    for node in [*queue, *sorted(shapes, key=rank)]:
        wave = [node]
        while wave:
            new = [n for n in wave if n not in numbers]
            for n in new:
                numbers.setdefault(n, len(numbers))
            wave = [t for n in dict.fromkeys(new) for t in sorted(nexts[n], key=rank)]
    nodes = [
        {"id": f"n{i}", "kind": shapes[n], "name": str(n.get_name()) if shapes[n] == "task" else ""}
        for n, i in numbers.items()
    ]
    arrows = sorted((numbers[n], numbers[t]) for n, after in nexts.items() for t in after)
    return {"nodes": nodes, "flows": [{"source": f"n{a}", "target": f"n{b}"} for a, b in arrows]}


def built(said: Said, code: Callable[[str], str]) -> tuple[Any, Any, Any]:
    """Build a net of pm4py from plain values, its labels coded (no character then matters)."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    net = PetriNet("model")
    places = [PetriNet.Place(f"p{i}") for i in range(said["places"])]
    net.places.update(places)
    for i, (label, before, after) in enumerate(said["transitions"]):
        step = PetriNet.Transition(f"t{i}", None if label is None else code(label))
        net.transitions.add(step)
        for p, n in Counter(before).items():
            add_arc_from_to(places[p], step, net, weight=n)
        for p, n in Counter(after).items():
            add_arc_from_to(step, places[p], net, weight=n)
    ends = [Marking(Counter(places[p] for p in said[k])) for k in ("initial", "final")]
    return net, ends[0], ends[1]


def coded(question: Said) -> tuple[list[str], Callable[[str], str], list[tuple[str, ...]]]:
    """Give the words, the code of a word, and the variants in codes."""
    words = list(question["names"])
    rank = {w: i for i, w in enumerate(words)}

    def code(word: str) -> str:
        if word not in rank:
            rank[word] = len(words)
            words.append(word)
        return f"a{rank[word]}"

    return words, code, [tuple(f"a{a}" for a in v) for v in question["variants"]]


def alignments(question: Said) -> Iterator[Said]:
    """Align each variant with a net: first what a pathway without events costs, then each."""
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.petri_net.utils import check_soundness

    words, code, traces = coded(question)
    net, initial, final = built(question["net"], code)
    if not check_soundness.check_easy_soundness_net_in_fin_marking(net, initial, final):
        raise RefusedError("ce modèle ne peut pas arriver à sa fin : aucun parcours ne le suit")
    parameters = {"enable_best_worst_cost": False}
    for i, trace in enumerate([(), *traces]):
        log = event_log([trace])
        found = algorithm.apply_trace(log[0], net, initial, final, parameters=dict(parameters))
        if found is None:
            raise RefusedError("un parcours n'a pas pu être aligné avec ce modèle")
        cost = int(found["cost"]) // MOVE_COST
        if i == 0:
            yield {"model_cost": cost}
            continue
        moves = []
        for event, step in found["alignment"]:
            if step is None:
                continue
            kind = "model" if event == ">>" else "log" if step == ">>" else "both"
            moves.append([kind, words[int((step if kind == "model" else event)[1:])]])
        yield {"cost": cost, "moves": moves}


def precision(question: Said) -> Said:
    """Count the next activities that a net allows, and those of them never seen (ETC)."""
    from pm4py.algo.conformance.tokenreplay import algorithm as replay
    from pm4py.algo.conformance.tokenreplay.variants.token_replay import Parameters as keys
    from pm4py.objects.petri_net.utils.align_utils import (
        get_visible_transitions_eventually_enabled_by_marking as enabled,
    )

    _, code, traces = coded(question)
    net, initial, final = built(question["net"], code)
    after: dict[tuple[str, ...], set[str]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for trace, n in zip(traces, question["counts"], strict=True):
        for i in range(1, len(trace)):
            after.setdefault(trace[:i], set()).add(trace[i])
            times[trace[:i]] += n
    can = {t.label for t in enabled(net, initial)}
    cases = sum(question["counts"])
    allowed = cases * len(can)
    escaping = cases * len(can - {t[0] for t in traces})
    played = replay.apply(
        event_log(list(after)),
        net,
        initial,
        final,
        parameters={
            keys.SHOW_PROGRESS_BAR: False,
            keys.CONSIDER_REMAINING_IN_FITNESS: False,
            keys.TRY_TO_REACH_FINAL_MARKING_THROUGH_HIDDEN: False,
            keys.STOP_IMMEDIATELY_UNFIT: True,
            keys.WALK_THROUGH_HIDDEN_TRANS: True,
        },
    )
    for beginning, result in zip(after, played, strict=True):
        if result["trace_is_fit"]:
            can = {t.label for t in result["enabled_transitions_in_marking"]} - {None}
            allowed += len(can) * times[beginning]
            escaping += len(can - after[beginning]) * times[beginning]
    return {"allowed": allowed, "escaping": escaping}


def main() -> None:
    """Read a question on the standard input and write its answer, one JSON value a line."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    cast(Any, sys)._pm4py_welcome_shown = True
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    question = json.loads(sys.stdin.buffer.read())
    try:
        for line in answer(question):
            print(json.dumps(line, ensure_ascii=False), file=out, flush=True)
        last: Said = {"end": True}
    except RefusedError as error:
        last = {"refused": str(error)}
    except MemoryError:
        last = {"refused": "mémoire insuffisante pour ce modèle"}
    except Exception as error:  # pm4py raises bare exceptions; each is told, none is hidden
        last = {
            "refused": f"la bibliothèque n'a pas su conclure ({type(error).__name__} : {error})"
        }
    print(json.dumps(last, ensure_ascii=False), file=out, flush=True)


if __name__ == "__main__":
    main()
