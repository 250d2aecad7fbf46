/** A point in time (milliseconds since 1970) and what was there; `undefined` leaves a gap. */
export type PlotPoint = readonly [time: number, value: number | undefined];

const width = 640;
const height = 200;
const margin = { left: 52, right: 12, top: 12, bottom: 26 } as const;

/** A curve as SVG, to be put into a page that says what colours `--line`, `--grid` and `--faint` are. */
export function linePlot(points: readonly PlotPoint[], describe: (value: number) => string): string {
  const times = points.map(([time]) => time);
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  const top = niceCeiling(Math.max(0, ...points.map(([, value]) => value ?? 0)));
  const x = (time: number): number =>
    margin.left + ((width - margin.left - margin.right) * (time - from)) / Math.max(1, to - from);
  const y = (value: number): number => height - margin.bottom - ((height - margin.top - margin.bottom) * value) / top;
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => {
    const at = y(top * part).toFixed(1);
    return (
      `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/>` +
      `<text class="tick" x="${margin.left - 6}" y="${at}" text-anchor="end" dominant-baseline="middle">${describe(top * part)}</text>`
    );
  });
  const ends: readonly (readonly [time: number, anchor: string])[] =
    from === to
      ? [[from, "start"]]
      : [
          [from, "start"],
          [(from + to) / 2, "middle"],
          [to, "end"],
        ];
  const hours = ends.map(
    ([time, anchor]) =>
      `<text class="tick" x="${x(time).toFixed(1)}" y="${height - 8}" text-anchor="${anchor}">${hourOf(time)}</text>`,
  );
  const dots = points.flatMap(([time, value], index) => {
    const isAlone = points[index - 1]?.[1] === undefined && points[index + 1]?.[1] === undefined;
    return value !== undefined && isAlone
      ? [`<circle class="dot" cx="${x(time).toFixed(1)}" cy="${y(value).toFixed(1)}" r="2.5"/>`]
      : [];
  });
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img">`,
    ...grid,
    ...hours,
    `<path class="curve" d="${pathThrough(points, x, y)}"/>`,
    ...dots,
    "</svg>",
  ].join("");
}

function pathThrough(points: readonly PlotPoint[], x: (time: number) => number, y: (value: number) => number): string {
  let isDrawing = false;
  return points
    .map(([time, value]) => {
      const command = isDrawing ? "L" : "M";
      isDrawing = value !== undefined;
      return value === undefined ? "" : `${command}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

/** The next of 1, 2, 5, 10, 20, 50, …: an axis that ends there has readable steps. */
function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * magnitude >= value) ?? 10) * magnitude;
}

/** In UTC, as the server's time zone is nobody's. */
function hourOf(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
