/** Figures of one run of one subject, by the key of the {@link Metric}. */
export type Sample = Record<string, number>;

/** One figure that a scenario measures: a column of its table. */
export interface Metric {
  /** Its key in a {@link Sample}. */
  key: string;
  /** Heading of the column, with the unit. */
  label: string;
  /** Digits after the decimal point. */
  digits: number;
  /** Whether a second column divides it by the floor's. */
  comparedWithFloor?: boolean;
  /** Set if the figure cannot differ from run to run, so that min and max say nothing. */
  exact?: boolean;
}

/** A library that is not measured in a scenario, and why. */
export interface LeftOut {
  name: string;
  reason: string;
}

/** What is running while a scenario is measured: its servers, mostly. */
export interface Rig {
  /**
   * Runs one subject once, in a process of its own.
   * @param profile - File for a CPU profile of what lies between the marks.
   */
  run(subject: string, profile?: string): Promise<Sample>;
  close(): Promise<void>;
}

/** How much work a run does. */
export interface Size {
  quick: boolean;
}

/** One question that the benchmark answers. */
export interface Scenario {
  name: string;
  /** What is measured, in one or two sentences. */
  summary: string;
  /** What the others are divided by; without one, nothing is divided. */
  floor?: string;
  subjects: readonly string[];
  leftOut?: readonly LeftOut[];
  metrics: readonly Metric[];
  /** Runs of every subject, unless the command line says otherwise. */
  rounds(size: Size): number;
  /** The numbers that describe the work, for the report. */
  parameters(size: Size): Record<string, number | string>;
  prepare(size: Size): Promise<Rig>;
}
