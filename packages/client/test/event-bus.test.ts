import { describe, expect, it, vi } from "vitest";
import { EventBus } from "../src/event-bus.ts";

interface Events {
  greet: [name: string];
  leave: [];
}

function createBus() {
  const failures: [unknown, string][] = [];
  const changes: string[] = [];
  const pending: Promise<void>[] = [];
  const bus = new EventBus<{ [Name in keyof Events]: Events[Name] }>({
    onFailure: (error, event) => failures.push([error, event]),
    onPending: (work) => pending.push(work),
    onChange: (event) => changes.push(event),
  });
  return { bus, failures, changes, pending };
}

describe("EventBus", () => {
  it("calls listeners in the order of registration, with the event's arguments", () => {
    const { bus } = createBus();
    const heard: string[] = [];
    bus.on("greet", (name) => heard.push(`first ${name}`));
    bus.on("greet", (name) => heard.push(`second ${name}`));
    bus.emit("greet", "alice");
    expect(heard).toEqual(["first alice", "second alice"]);
  });

  it("calls a once-listener once, even when it emits the same event again", () => {
    const { bus } = createBus();
    let calls = 0;
    bus.once("greet", () => {
      calls += 1;
      bus.emit("greet", "again");
    });
    bus.emit("greet", "alice");
    expect(calls).toBe(1);
    expect(bus.listenerCount("greet")).toBe(0);
  });

  it("reports a listener that throws, and still calls the next", () => {
    const { bus, failures } = createBus();
    const next = vi.fn<(name: string) => void>();
    const error = new Error("broken listener");
    bus.on("greet", () => {
      throw error;
    });
    bus.on("greet", next);
    bus.emit("greet", "alice");
    expect(failures).toEqual([[error, "greet"]]);
    expect(next).toHaveBeenCalledWith("alice");
  });

  it("reports a listener that rejects, and hands out the promises still at work", async () => {
    const { bus, failures, pending } = createBus();
    const error = new Error("broken later");
    bus.on("greet", async () => {
      await Promise.resolve();
      throw error;
    });
    bus.emit("greet", "alice");
    expect(pending).toHaveLength(1);
    await Promise.all(pending);
    expect(failures).toEqual([[error, "greet"]]);
  });

  it("removes one registration of a listener that was added twice", () => {
    const { bus } = createBus();
    const listener = vi.fn<() => void>();
    bus.on("leave", listener);
    bus.on("leave", listener);
    bus.off("leave", listener);
    bus.emit("leave");
    expect(listener).toHaveBeenCalledTimes(1);
    bus.off("leave", listener);
    bus.off("leave", listener);
    expect(bus.events).toEqual([]);
  });

  it("tells which event's listeners changed", () => {
    const { bus, changes } = createBus();
    const listener = vi.fn<() => void>();
    bus.on("greet", listener);
    bus.off("greet", listener);
    bus.once("leave", listener);
    bus.emit("leave");
    expect(changes).toEqual(["greet", "greet", "leave", "leave"]);
  });

  it("calls a listener of once() once, also when a listener before it has the same event told again", () => {
    const { bus } = createBus();
    const heard: string[] = [];
    let again = true;
    bus.on("greet", () => {
      if (!again) return;
      again = false;
      bus.emit("greet", "inner");
    });
    bus.once("greet", (name) => heard.push(name));
    bus.emit("greet", "outer");
    expect(heard).toEqual(["inner"]);
  });

  it.each([undefined, null, "listener", {}])("refuses %o as a listener, where it is added", (listener: unknown) => {
    const { bus } = createBus();
    expect(() => bus.on("greet", listener as () => void)).toThrow(/listener of "greet" must be a function/);
    expect(bus.listenerCount("greet")).toBe(0);
  });
});
