/**
 * The one entry of the benchmark. Every process it starts is this file again in another role, so that the command
 * line, a server and a subject under measurement never share a process.
 */
const [role, ...rest] = process.argv.slice(2);

if (role === "role:server") {
  const { serve } = await import("./processes/server-process.ts");
  await serve(rest[0] ?? "");
} else if (role === "role:subject") {
  const { measureSubject } = await import("./processes/subject-process.ts");
  await measureSubject(rest[0] ?? "");
} else {
  const { runCommand } = await import("./command.ts");
  process.exitCode = await runCommand(process.argv.slice(2));
}
