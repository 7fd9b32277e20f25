"""BPMN files: read with guards against hostile XML, written with a drawing."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from pathways.importing.limits import Limits, open_bounded
from pathways.models.layout import HEIGHT, placed
from pathways.models.nets import Diagram, Flow, Node, NodeKind
from twin.tables import JumeauError, said

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
CANVAS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
LIMITS = Limits(most_bytes=32 * 1024**2)
"""A pathway drawn by people takes some kilobytes."""
MOST_NODES = 2_000
TASKS = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask",
         "businessRuleTask", "callActivity")  # fmt: skip
KINDS: dict[str, NodeKind] = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateThrowEvent": "silent",
    "intermediateCatchEvent": "silent",
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    **dict.fromkeys(TASKS, "task"),
}
REFUSED = ("subProcess", "transaction", "adHocSubProcess", "boundaryEvent", "complexGateway",
           "inclusiveGateway", "eventBasedGateway", "messageFlow")  # fmt: skip
TAGS: dict[str, str] = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "silent": "intermediateThrowEvent",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
}


def read_bpmn(path: Path, limits: Limits = LIMITS) -> Diagram:
    """Read the process of a BPMN 2.0 file.

    Tasks of every type are activities, named as in the log; events between the start and the
    end leave no trace. Loops and multiple instances marked on a task are not read.

    Raises
    ------
    JumeauError
        Not BPMN, hostile XML (document type, too big, too deep), several processes, shapes that
        have no meaning here, arrows that lead nowhere.
    """
    place = str(path)
    data = _content(path, limits)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise JumeauError(
            f"{place}, ligne {line}", "ce n'est pas du XML bien formé", "réexportez le modèle"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise JumeauError(
            place,
            "le fichier déclare un type de document (DOCTYPE), refusé pour votre sécurité",
            "réexportez le modèle sans DOCTYPE",
        )
    if root.tag != f"{{{MODEL}}}definitions":
        raise JumeauError(
            place, "ce n'est pas un fichier BPMN 2.0", "exportez le modèle en « BPMN 2.0 XML »"
        )
    for name in REFUSED:
        if (found := root.find(f".//{{{MODEL}}}{name}")) is not None:
            raise JumeauError(
                f"{place}, ligne {found.sourceline}",
                f"« {name} » n'est pas pris en charge",
                "dessinez ce passage avec des tâches et des passerelles simples",
            )
    processes = root.findall(f"{{{MODEL}}}process")
    if len(processes) != 1:
        raise JumeauError(
            place, f"{len(processes)} processus, un seul attendu", "gardez un processus par fichier"
        )
    return _diagram(processes[0], place)


def _content(path: Path, limits: Limits) -> bytes:
    try:
        with open_bounded(path, limits) as stream:
            data = stream.read(limits.most_bytes + 1)
    except OSError as error:
        raise JumeauError(str(path), said(error), "vérifiez le chemin du modèle") from error
    if len(data) > limits.most_bytes:
        size = limits.most_bytes // 1024**2
        raise JumeauError(str(path), f"plus de {size} Mio", "ce n'est sans doute pas un modèle")
    return data


def _diagram(process: etree._Element, place: str) -> Diagram:
    nodes: dict[str, Node] = {}
    flows: list[Flow] = []
    lines: list[int] = []
    for element in process.iter(etree.Element):
        tag = etree.QName(element)
        if tag.namespace != MODEL:
            continue
        where = f"{place}, ligne {element.sourceline}"
        if tag.localname in KINDS:
            kind = KINDS[tag.localname]
            name = " ".join((element.get("name") or "").split())
            if kind == "task" and not name:
                raise JumeauError(where, "tâche sans nom", "nommez-la comme l'activité du journal")
            key = element.get("id") or ""
            if not key or key in nodes:
                raise JumeauError(where, f"identifiant « {key} » vide ou répété", "réexportez")
            nodes[key] = Node(key, kind, name if kind == "task" else "")
        elif tag.localname == "sequenceFlow":
            flows.append(Flow(element.get("sourceRef") or "", element.get("targetRef") or ""))
            lines.append(int(element.sourceline or 0))
    for flow, line in zip(flows, lines, strict=True):
        for end in (flow.source, flow.target):
            if end not in nodes:
                raise JumeauError(
                    f"{place}, ligne {line}", f"flèche vers « {end} », inconnu", "corrigez-la"
                )
    _check(nodes, flows, place)
    return Diagram(tuple(nodes.values()), tuple(flows))


def _check(nodes: dict[str, Node], flows: list[Flow], place: str) -> None:
    """Refuse what no pathway could follow: no start, no end, shapes out of reach."""
    if len(nodes) > MOST_NODES:
        raise JumeauError(place, f"plus de {MOST_NODES} formes", "simplifiez le modèle")
    kinds = [n.kind for n in nodes.values()]
    for kind, word in (("start", "début"), ("end", "fin"), ("task", "tâche")):
        if kind not in kinds:
            raise JumeauError(place, f"aucun événement de {word}" if kind != "task" else
                              "aucune tâche", "complétez le modèle")  # fmt: skip
    after: dict[str, list[str]] = {key: [] for key in nodes}
    for flow in flows:
        after[flow.source].append(flow.target)
    reached = {key for key, n in nodes.items() if n.kind == "start"}
    wave = list(reached)
    while wave:
        wave = [t for key in wave for t in after[key] if t not in reached]
        reached.update(wave)
    if lost := [n.name or key for key, n in nodes.items() if key not in reached]:
        raise JumeauError(
            place, f"« {lost[0]} » n'est atteint par aucune flèche depuis le début", "reliez-le"
        )


def write_bpmn(diagram: Diagram, path: Path) -> None:
    """Write a diagram as BPMN 2.0, with a simple drawing that editors can open.

    Raises
    ------
    JumeauError
        The file cannot be written.
    """
    root = etree.Element(f"{{{MODEL}}}definitions", nsmap={
        None: MODEL, "bpmndi": DRAWING, "dc": CANVAS, "di": LINES,
    })  # fmt: skip
    root.set("targetNamespace", "urn:jumeau:pathways")
    process = etree.SubElement(root, f"{{{MODEL}}}process", id="pathway", isExecutable="false")
    for node in diagram.nodes:
        shape = etree.SubElement(process, f"{{{MODEL}}}{TAGS[node.kind]}", id=node.id)
        if node.name:
            shape.set("name", _legal(node.name))
    for i, flow in enumerate(diagram.flows):
        etree.SubElement(process, f"{{{MODEL}}}sequenceFlow", id=f"flow{i}",
                         sourceRef=flow.source, targetRef=flow.target)  # fmt: skip
    drawing = etree.SubElement(root, f"{{{DRAWING}}}BPMNDiagram", id="drawing")
    plane = etree.SubElement(drawing, f"{{{DRAWING}}}BPMNPlane", id="plane", bpmnElement="pathway")
    boxes = placed(diagram)
    for key, (x, y, width, height) in boxes.items():
        shape = etree.SubElement(plane, f"{{{DRAWING}}}BPMNShape", id=f"{key}_s", bpmnElement=key)
        etree.SubElement(shape, f"{{{CANVAS}}}Bounds", x=f"{x:g}", y=f"{y:g}",
                         width=f"{width:g}", height=f"{height:g}")  # fmt: skip
    for i, flow in enumerate(diagram.flows):
        edge = etree.SubElement(plane, f"{{{DRAWING}}}BPMNEdge", id=f"flow{i}_e",
                                bpmnElement=f"flow{i}")  # fmt: skip
        a, b = boxes[flow.source], boxes[flow.target]
        points = [(a[0] + a[2], a[1] + a[3] / 2), (b[0], b[1] + b[3] / 2)]
        if b[0] <= a[0]:  # a way back passes under the shapes
            low = max(a[1] + a[3], b[1] + b[3]) + HEIGHT / 3
            points = [(a[0] + a[2] / 2, a[1] + a[3]), (a[0] + a[2] / 2, low),
                      (b[0] + b[2] / 2, low), (b[0] + b[2] / 2, b[1] + b[3])]  # fmt: skip
        for x, y in points:
            etree.SubElement(edge, f"{{{LINES}}}waypoint", x=f"{x:g}", y=f"{y:g}")
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise JumeauError(str(path), said(error), "choisissez un autre fichier") from error


def _legal(name: str) -> str:
    """Leave out the control characters that XML cannot hold."""
    return "".join(c for c in name if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe"
                   or c > "\uffff")  # fmt: skip
