/** The HTML report's style sheet, for screens and for paper. */
export const REPORT_STYLE = `
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; font: 16px/1.5 Inter, system-ui, sans-serif; background: #fff; color: #1b1f24; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #d0d7de; }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
p, ul { margin: .4rem 0; }
.quiet { color: #57606a; }
.verdict { font-size: 1.15rem; font-weight: 600; padding: .8rem 1rem; border-left: .5rem solid #8c959f; background: #f3f5f7; }
.verdict.good { border-color: #1a7f37; }
.verdict.bad { border-color: #c00020; }
code { background: #f3f5f7; padding: 0 .2em; }
.table { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .2rem 0; }
th, td { padding: .25rem .5rem; border-top: 1px solid #d0d7de; text-align: right; vertical-align: top; }
thead th { font-weight: 600; border-top: none; }
th:first-child, .text { text-align: left; }
td { white-space: nowrap; }
td.long { white-space: normal; min-width: 18rem; }
tbody th { font-weight: 500; }
img { display: block; width: 100%; height: auto; margin: 1rem 0; }
@page { size: A4; margin: 15mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  .table { overflow: visible; }
  td.long { min-width: 0; }
  table { font-size: 7.5pt; }
  th, td { padding: .15rem .3rem; }
  h2, h3 { break-after: avoid; }
  img, tr, .verdict { break-inside: avoid; }
}
`;
