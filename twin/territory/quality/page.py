"""The report as one HTML file: no script, no outside resource, printable, from 390 px wide."""

from __future__ import annotations

from html import escape

from twin.territory.quality.bounds import BOUNDS
from twin.territory.quality.check import CATEGORIES, STATUSES, Status
from twin.territory.quality.markup import Cell, cell, definitions, figure, table, tag, text
from twin.territory.quality.rejects import RejectedRows
from twin.territory.quality.run import CheckResult, QualityReport
from twin.territory.quality.style import STYLE
from twin.territory.quality.words import count, number, percent
from twin.territory.territory import Severity

ROWS = 50
SEVERITIES: dict[Severity, str] = {
    "error": "erreur",
    "warning": "avertissement",
    "information": "information",
}
_STATUS_MEANING: dict[Status, str] = {
    "pass": "aucune ligne refusée, ou moins que la part tolérée.",
    "warn": "des lignes refusées ; le territoire reste utilisable, lisez-les.",
    "fail": "une erreur : corrigez avant toute étude.",
    "not_applicable": "rien à examiner ici ; la raison est donnée.",
}
_STATUS_SOURCED = {"measured": "mesuré", "published": "publié", "assumed": "supposé"}


def to_html(report: QualityReport) -> str:
    """Give the whole page.

    Parameters
    ----------
    report
        What `report` gave. Every text that comes from a file is escaped.
    """
    title = f"Qualité des données : {report.name}"
    sections = [
        _summary(report),
        _failing(report),
        _rejected(report),
        _absent(report),
        _every(report),
        _sources(report),
        _terms(),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#constats">Aller aux constats</a>\n'
        f"<header>\n<h1>{text(title)}</h1>\n{_facts(report)}\n{_menu(report)}</header>\n"
        f"<main>\n{''.join(part for part in sections if part)}</main>\n"
        f"<footer><p>{text(f'Rapport fait le {_day(report.checked_on)} par Jumeau')} "
        f"{text(report.version)}. {text('Il juge les données, pas les soins.')}</p></footer>\n"
        "</body>\n</html>\n"
    )


def _facts(report: QualityReport) -> str:
    facts = [
        f"Territoire {report.code} ; {count(report.communes, 'commune')}, "
        f"{number(report.inhabitants)} habitants, {count(report.sites, 'service')} d'urgences.",
        f"Données : {report.vintage}.",
        f"Contrôle du {_day(report.checked_on)}, Jumeau {report.version}. "
        f"Empreinte {report.digest[:16]}.",
    ]
    return "".join(f'<p class="facts">{text(fact)}</p>' for fact in facts)


def _menu(report: QualityReport) -> str:
    links = [("constats", "Constats"), ("absents", "Ce qui manque"), ("controles", "Contrôles"),
             ("sources", "Sources"), ("definitions", "Définitions")]  # fmt: skip
    if report.rejects:
        links.insert(1, ("rejets", "Lignes rejetées"))
    items = "".join(f'<li><a href="#{at}">{text(word)}</a></li>' for at, word in links)
    return f'<nav aria-label="Sommaire"><ul>{items}</ul></nav>\n'


def _summary(report: QualityReport) -> str:
    tally, found = report.counts(), report.severities()
    if tally["fail"]:
        verdict = f"{count(found['error'], 'erreur')} à corriger avant toute étude."
    elif tally["warn"]:
        verdict = f"Aucune erreur ; {count(tally['warn'], 'contrôle')} à regarder."
    else:
        verdict = "Rien à signaler."
    rows = [
        [cell(title), *(figure(number(many)) for many in report.counts(category).values())]
        for category, (title, _) in CATEGORIES.items()
    ]
    rows.append([cell("Ensemble"), *(figure(number(many)) for many in tally.values())])
    words = ", ".join(
        f"{number(many)} {SEVERITIES[severity]}{'s' if many > 1 else ''}"
        for severity, many in found.items()
    )
    heads = ["Catégorie", *map(_capital, STATUSES.values())]
    return (
        f'<p class="verdict">{text(verdict)}</p>\n'
        + table("Contrôles par catégorie et par état", heads, rows, "summary")
        + f"<p>{text(f'Constats : {words}.')}</p>\n"
    )  # fmt: skip


def _failing(report: QualityReport) -> str:
    chosen = [r for r in report.results if r.status in ("fail", "warn")]
    chosen.sort(key=lambda r: (r.status != "fail", r.check.severity == "information"))
    parts = "".join(_article(result) for result in chosen)
    return (
        f'<section id="constats"><h2>{text("Constats")}</h2>{parts or "<p>Aucun.</p>"}</section>\n'
    )


def _article(result: CheckResult) -> str:
    check = result.check
    rows = [
        [cell(row.place), Cell(tag(kind := row.severity or check.severity, SEVERITIES[kind])),
         cell(row.message)]
        for row in result.rows[:ROWS]
    ]  # fmt: skip
    remedies = dict.fromkeys(finding.remedy for finding in result.findings)
    facts = definitions(
        [
            ("Lignes refusées", _share(result)),
            ("Ce qui est compté", f"{_capital(check.measures)}."),
            ("Limite", f"{_capital(check.limit)}{_tolerance(result)}."),
            ("À savoir", result.detail),
            ("Remède", " ".join(remedies)),
        ]
    )
    more = len(result.rows) - ROWS
    shown = f"{count(len(result.rows), 'constat')}" + (f", les {ROWS} premiers" if more > 0 else "")
    return (
        f'<article class="check {result.status}"><header><h3>{text(check.title)}</h3>'
        f"{tag(result.status, STATUSES[result.status])}"
        f'<span class="facts">{text(CATEGORIES[check.category][0])}</span></header>'
        f"{facts}{table(f'{check.title} : {shown}', ['Où', 'Gravité', 'Constat'], rows)}"
        "</article>\n"
    )


def _rejected(report: QualityReport) -> str:
    if not report.rejects:
        return ""
    parts = "".join(_file(one) for one in report.rejects)
    return (
        f'<section id="rejets"><h2>{text("Lignes rejetées à la lecture")}</h2>{parts}</section>\n'
    )


def _file(one: RejectedRows) -> str:
    reasons = " ; ".join(f"{reason} ({number(many)})" for reason, many in one.reasons[:ROWS])
    rows = [[figure(line), cell(field), cell(value), cell(reason)]
            for line, field, value, reason in one.first]  # fmt: skip
    return (
        f"<h3>{text(one.file)}</h3><p>{text(f'{count(one.rejected, "ligne")} : {reasons}.')}</p>"
        + table(f"{one.file} : premières lignes rejetées", ["Ligne", "Champ", "Valeur", "Raison"],
                rows)
    )  # fmt: skip


def _absent(report: QualityReport) -> str:
    rows = [
        [cell(r.check.title), cell(CATEGORIES[r.check.category][0]), cell(_capital(r.reason))]
        for r in report.results
        if r.status == "not_applicable"
    ]
    if not rows:
        return ""
    return (
        f'<section id="absents"><h2>{text("Ce qui manque pour contrôler")}</h2>'
        + table("Contrôles sans objet, et pourquoi", ["Contrôle", "Catégorie", "Raison"], rows)
        + "</section>\n"
    )


def _every(report: QualityReport) -> str:
    parts = []
    for category, (title, question) in CATEGORIES.items():
        rows = [
            [cell(r.check.title), cell(_capital(r.check.measures)),
             cell(f"{_capital(r.check.limit)}{_tolerance(r)}"),
             Cell(text(_share(r)) if r.status != "not_applicable" else "–"),
             Cell(tag(r.status, STATUSES[r.status])), cell(r.detail)]
            for r in report.of(category)
        ]  # fmt: skip
        heads = ["Contrôle", "Ce qui est compté", "Limite", "Refusés", "État", "À savoir"]
        parts.append(f"<h3>{text(title)}</h3>{table(question, heads, rows)}")
    return (
        f'<section id="controles"><h2>{text("Tous les contrôles")}</h2>{"".join(parts)}</section>\n'
    )


def _sources(report: QualityReport) -> str:
    rows = [
        [cell(s.name), cell(s.publisher), cell(s.licence), cell(s.vintage or "inconnu"),
         figure("–" if s.rows_in is None else number(s.rows_in)),
         figure("–" if s.rows_rejected is None else number(s.rows_rejected)),
         Cell(text(s.sha256[:16]) or "–", "hash")]
        for s in report.sources
    ]  # fmt: skip
    heads = ["Source", "Éditeur", "Licence", "Millésime", "Lignes lues", "Rejetées", "sha256"]
    body = table("D'où viennent les données", heads, rows) if rows else "<p>Aucune.</p>"
    return f'<section id="sources"><h2>{text("Sources")}</h2>{body}</section>\n'


def _terms() -> str:
    states = [(_capital(STATUSES[status]), said) for status, said in _STATUS_MEANING.items()]
    words = [
        ("Part refusée", "lignes refusées sur lignes examinées. Une valeur vide est « non "
         "déclaré », jamais zéro."),
        ("Anneau", "communes et urgences au-delà de la limite, gardées pour les flux ; comptées "
         "à part, jamais dans les constats."),
        ("Gravité", "erreur : le résultat serait faux ; avertissement : il peut l'être ; "
         "information : à savoir."),
        ("Distance à une commune", "en mètres, du point au polygone, en projection azimutale "
         "équidistante centrée sur le point."),
    ]  # fmt: skip
    rows = [
        [cell(b.label), cell(_values(b.value, b.unit)), cell(b.unit),
         cell(_STATUS_SOURCED[b.status]), cell(b.source)]
        for b in BOUNDS
    ]  # fmt: skip
    heads = ["Borne", "Valeur", "Unité", "Statut", "Source"]
    return (
        f'<section id="definitions"><h2>{text("Définitions")}</h2>'
        f"{definitions([*states, *words], 'terms')}"
        f"{table('Bornes des contrôles, et leur source', heads, rows)}</section>\n"
    )


def _values(value: float | tuple[float, ...], unit: str) -> str:
    values = value if isinstance(value, tuple) else (value,)
    if unit.startswith("part"):
        return " ; ".join(percent(v, 0) for v in values)
    return " ; ".join(number(v, 0 if v == int(v) else 2) for v in values)


def _share(result: CheckResult) -> str:
    return (
        f"{number(result.violated)} sur {number(result.examined)} {result.check.unit} "
        f"({percent(result.share)})"
    )


def _tolerance(result: CheckResult) -> str:
    share = result.check.threshold
    return f" ; {percent(share, 0)} de lignes tolérées" if share else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
