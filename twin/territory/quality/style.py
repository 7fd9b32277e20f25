"""How the report looks: one sheet, on screen from 390 px, and on paper."""

from __future__ import annotations

STYLE = """
:root { --ink: #14212e; --muted: #4c5b6b; --line: #d7dee6; --ground: #f4f6f8; --accent: #12577e; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--ground);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; }
h4 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .4rem 0; }
a { color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem 1rem; }
.facts { color: var(--muted); margin: 0; overflow-wrap: anywhere; }
.verdict { font-size: 1.1rem; font-weight: 600; margin: 1rem 0 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1rem 0 0;
  list-style: none; }
table { width: 100%; border-collapse: collapse; background: #fff; border: 1px solid var(--line);
  margin: .5rem 0 1rem; }
caption { text-align: left; color: var(--muted); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { background: #e8eef3; font-size: .9rem; }
tbody th { font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.empty { color: var(--muted); }
.hash { overflow-wrap: anywhere; font: .8rem/1.4 ui-monospace, Consolas, monospace; }
.check { background: #fff; border: 1px solid var(--line); border-left: .4rem solid #8a4b00;
  padding: .9rem 1.1rem; margin: 0 0 1rem; }
.check.fail { border-left-color: #a3002f; }
.check header { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: baseline;
  padding: 0; max-width: none; margin: 0 0 .4rem; }
.check dl { margin: .4rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
.terms dt { color: var(--ink); font-weight: 600; }
.tag { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .85rem;
  font-weight: 600; white-space: nowrap; }
.tag.pass { background: #e3f2e6; color: #14532d; }
.tag.warn, .tag.warning { background: #fdefe0; color: #7a3e00; }
.tag.fail, .tag.error { background: #a3002f; color: #fff; }
.tag.not_applicable, .tag.information { background: #e9edf1; color: #39454f; }
code { font: .92em ui-monospace, Consolas, monospace; background: #eef1f4; padding: 0 .25em; }
footer { color: var(--muted); padding-top: 1rem; padding-bottom: 3rem; }
@media (max-width: 44rem) {
  main, header, footer { padding-left: 1rem; padding-right: 1rem; }
  h1 { font-size: 1.4rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .4rem; }
  .summary th, .summary td { padding: .35rem .3rem; font-size: .8rem; }
  .summary .n { white-space: normal; }
  .stack, .stack tbody, .stack tr, .stack th, .stack td { display: block; width: auto; }
  .stack { border: 0; background: none; }
  .stack caption { display: block; }
  .stack thead { position: absolute; left: -999rem; }
  .stack tr { background: #fff; border: 1px solid var(--line); padding: .4rem .6rem;
    margin-bottom: .5rem; }
  .stack th, .stack td { border: 0; padding: .1rem 0; text-align: left; white-space: normal; }
  .stack td[data-label]::before { content: attr(data-label) "\\00a0: "; color: var(--muted); }
}
@media print {
  body { background: #fff; font-size: 10pt; }
  main, header, footer { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  .check, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  thead { display: table-header-group; }
  .tag, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
