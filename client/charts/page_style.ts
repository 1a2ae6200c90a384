/** The interactive page's style sheet. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --quiet: #57606a; --focus: #0072b2; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 120rem; font: 16px/1.4 Inter, system-ui, sans-serif; background: #fff; color: #1b1f24; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: 0; color: var(--quiet); font-size: .9rem; }
#series, #tools { display: flex; flex-wrap: wrap; gap: .4rem 1rem; margin: .75rem 0; font-size: .9rem; }
label { display: inline-flex; align-items: center; gap: .4rem; overflow-wrap: anywhere; }
label[hidden] { display: none; }
label i { width: 1.5rem; height: .3rem; border-radius: 2px; flex: none; }
#frame { position: relative; height: clamp(18rem, 60vh, 48rem); }
canvas:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
button { font: inherit; padding: .35rem .8rem; border: 1px solid var(--line); border-radius: .4rem; background: none; color: inherit; cursor: pointer; }
#table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; min-width: 40rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: right; padding: .25rem .8rem; border-top: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; font-weight: 500; }
td[colspan] { text-align: left; color: var(--quiet); }
@media (prefers-color-scheme: dark) {
  :root { --line: #3a424b; --quiet: #a6b0bb; --focus: #4db2f0; }
  body { background: #14171c; color: #eef1f4; }
}
`;
