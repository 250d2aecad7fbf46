import type { CommandPlan } from "./command-plan.ts";

const kinds: Readonly<Record<number, string>> = { 1: "/", 2: "user: ", 3: "message: ", 4: "entry point: " };

/** The plan, one line a command: `+` new, `~` changed (with the fields that differ), `-` to go. */
export function reportOf(plan: CommandPlan): string[] {
  const lines: string[] = [];
  for (const { command } of plan.create) lines.push(`+ ${title(command.type ?? 1, command.name)}`);
  for (const { command, changed } of plan.update) {
    lines.push(`~ ${title(command.type ?? 1, command.name)} (${changed.join(", ")})`);
  }
  for (const { type, name } of plan.delete) lines.push(`- ${title(type, name)}`);
  const same = plan.unchanged.length;
  lines.push(`${same} ${same === 1 ? "command is" : "commands are"} the same`);
  return lines;
}

/** Does Discord have what is wanted? */
export function isInStep(plan: CommandPlan): boolean {
  return plan.create.length + plan.update.length + plan.delete.length === 0;
}

function title(type: number, name: string): string {
  return `${kinds[type] ?? ""}${name}`;
}
