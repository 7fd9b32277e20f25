"""From a BPMN diagram to the Petri net that says the same."""

from __future__ import annotations

from pathways.models.nets import Diagram, Net, Transition


def net_of(diagram: Diagram) -> Net:
    """Give the Petri net of a BPMN diagram.

    A token waits before each shape, and before each arrow into a parallel gateway. Arrows that
    meet elsewhere are alternatives; arrows that leave a task are all taken, as BPMN has it. The
    net ends when one token has reached an end and no other is left.
    """
    source, sink = 0, 1
    places = 2
    before: dict[str, list[int]] = {n.id: [] for n in diagram.nodes}
    after: dict[str, list[int]] = {n.id: [] for n in diagram.nodes}
    kinds = {n.id: n.kind for n in diagram.nodes}
    for node in diagram.nodes:
        if node.kind == "start":
            before[node.id] = [source]
    for flow in diagram.flows:
        if kinds[flow.target] == "parallel" or not before[flow.target]:
            before[flow.target].append(places)
            places += 1
        after[flow.source].append(before[flow.target][-1])
    steps: list[Transition] = []
    for node in diagram.nodes:
        taken, given = tuple(before[node.id]), tuple(after[node.id])
        if node.kind == "exclusive":
            steps += [Transition(None, taken, (place,)) for place in given]
        elif node.kind == "end":
            steps.append(Transition(None, taken, (*given, sink)))
        else:
            label = node.name if node.kind == "task" else None
            # A task from which no arrow leaves ends the pathway.
            steps.append(Transition(label, taken, given or (sink,)))
    return Net(places, tuple(steps), (source,), (sink,))
