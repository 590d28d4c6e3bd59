// The look of index.html: one column, a text face for reading, figures on white in either colour scheme.

export const STYLESHEET = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2530; --muted: #5d6773; --rule: #d9dee4; --warn: #fff6e6; --warn-rule: #d98a1f;
  --good: #2e7d4f; --open: #b06f00; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #dde2e8; --muted: #98a2ad; --rule: #333b45; --warn: #2b2416;
    --good: #69c08d; --open: #e0a440; --bad: #f28b82; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16.5px/1.55 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
main { max-width: 46.5rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1, h2, h3, table, .kicker, dl, figcaption b, .warnings b { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1.2rem; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); }
.kicker { font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--muted); margin: 0 0 .3rem; }
dl { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; font-size: .82rem; margin: 0 0 1.8rem; color: var(--muted); }
dl div { display: flex; gap: .5em; }
dt { margin: 0; }
dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.verdict { font: 600 1.15rem/1.4 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; margin: 0 0 1.4rem; padding-left: .9rem; border-left: 4px solid; }
.verdict.good { color: var(--good); } .verdict.open { color: var(--open); } .verdict.bad { color: var(--bad); }
.warnings { background: var(--warn); border-left: 4px solid var(--warn-rule); padding: .7rem 1.1rem; margin: 0 0 1.8rem; }
.warnings ul { margin: .3rem 0 0; padding-left: 1.1rem; }
code { font-size: .85em; }
code.name { font-size: .72em; color: var(--muted); white-space: nowrap; }
.summary p { margin: 0 0 .5rem; }
.summary p:first-child { font-size: 1.15rem; line-height: 1.45; margin-bottom: .8rem; }
figure { margin: 1.8rem 0 2.4rem; break-inside: avoid; }
figure.drawing svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
@media (prefers-color-scheme: dark) and (not print) { figure.drawing svg { border-radius: 4px; } }
figcaption { font-size: .86rem; line-height: 1.5; color: var(--muted); margin-top: .7rem; }
figcaption b { color: var(--ink); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; min-width: 60%; border-top: 1.5px solid var(--ink); border-bottom: 1.5px solid var(--ink); }
thead th { border-bottom: 1px solid var(--ink); font-weight: 600; vertical-align: bottom; }
th, td { padding: .32rem .8rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
th:first-child { text-align: left; font-weight: 400; padding-left: .2rem; }
tbody th { white-space: normal; min-width: 8rem; }
thead th:first-child { font-weight: 600; }
td:last-child, th:last-child { padding-right: .2rem; }
.error { display: inline-block; text-align: left; }
sub, sup { font-size: .72em; line-height: 0; }
@media (max-width: 480px) {
  main { padding: 1.6rem .9rem 3rem; } h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
  figure.drawing svg { max-width: none; min-width: 34rem; }
  th, td { padding: .3rem .5rem; } tbody th { min-width: 6.5rem; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --muted: #333; --rule: #999; --warn: #fff; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; }
}
`.trim();
