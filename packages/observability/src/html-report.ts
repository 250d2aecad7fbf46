import { linePlot } from "./line-plot.ts";
import type { PlotPoint } from "./line-plot.ts";
import type { ReportSample } from "./report-history.ts";

/** A table of a report. */
export interface ReportSection {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** A page that needs nothing beside itself: no script, no font, no picture from elsewhere. */
export function htmlReport(
  sections: readonly ReportSection[],
  samples: readonly ReportSample[],
  generatedAt: number,
): string {
  const time = new Date(generatedAt).toISOString().replace("T", " ").slice(0, 19);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Performance report</title>
<style>${style}</style>
</head>
<body>
<header><h1>Performance report</h1><p>${time} UTC</p></header>
<main>
<div class="tables">
${sections.map(table).join("\n")}
</div>
${plots(samples)}
</main>
</body>
</html>
`;
}

function table({ title, rows }: ReportSection): string {
  const lines = rows.map(([label, value]) => `<tr><th scope="row">${escape(label)}</th><td>${escape(value)}</td></tr>`);
  return `<section><h2>${escape(title)}</h2><table>${lines.join("")}</table></section>`;
}

function plots(samples: readonly ReportSample[]): string {
  if (samples.length < 2) return '<p class="hint">Plots appear when the monitor has run for a while.</p>';
  const figure = (title: string, pick: (sample: ReportSample) => number | undefined, digits: number): string => {
    const points = samples.map((sample): PlotPoint => [sample.time, pick(sample)]);
    const plot = linePlot(points, (value) => String(Number(value.toFixed(digits))));
    return `<figure><figcaption>${title}</figcaption>${plot}</figure>`;
  };
  return `<div class="plots">
${figure("Requests per second", ({ requestsPerSecond }) => requestsPerSecond, 2)}
${figure("Failed requests per second", ({ failuresPerSecond }) => failuresPerSecond, 2)}
${figure("Response time, ms", ({ responseTimeMs }) => responseTimeMs, 1)}
${figure("Memory, MiB", ({ memoryMb }) => memoryMb, 0)}
</div>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const style = `
:root{--page:#fbfbfd;--card:#fff;--text:#1d1f27;--faint:#626879;--grid:#e3e5ec;--line:#4752c4}
@media (prefers-color-scheme:dark){:root{--page:#14151a;--card:#1d1f26;--text:#e7e8ee;--faint:#9aa0b3;--grid:#31343f;--line:#8b95ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:24px 16px;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 16px;margin-bottom:16px}
h1{font-size:24px;margin:0}
header p,.hint{color:var(--faint);margin:0}
.tables+.hint{margin-top:16px}
.tables,.plots{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));align-items:start}
.plots{margin-top:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr))}
section,figure{margin:0;padding:14px 16px;background:var(--card);border:1px solid var(--grid);border-radius:10px;min-width:0}
h2,figcaption{font-size:15px;font-weight:600;margin:0 0 6px}
table{width:100%;border-collapse:collapse}
th,td{padding:5px 0;border-top:1px solid var(--grid);vertical-align:top}
tr:first-child>*{border-top:0}
th{font-weight:400;color:var(--faint);text-align:left;padding-right:12px}
td{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto}
.grid{stroke:var(--grid)}
.tick{fill:var(--faint);font-size:12px}
.curve{fill:none;stroke:var(--line);stroke-width:2;stroke-linejoin:round}
.dot{fill:var(--line)}
@media (max-width:560px){.tick{font-size:19px}}
`;
