import type { Clock } from "@zignal/errors";
import type { ClientEvents } from "./client-events.ts";
import { EventBus, type Listener } from "./event-bus.ts";
import type { EventStream, EventStreamOptions } from "./event-stream.ts";
import { EventWaiting, type WaitForOptions } from "./event-waiting.ts";

/** What a client tells, and the ways to listen to it. */
export abstract class ClientEmitter {
  protected readonly bus: EventBus<ClientEvents>;
  protected readonly waiting: EventWaiting<ClientEvents>;
  protected readonly clock: Clock;

  protected constructor(clock: Clock) {
    this.clock = clock;
    this.bus = new EventBus<ClientEvents>({
      onFailure: (error, event, parameters) => this.onListenerFailure(error, event, parameters),
      onPending: (work) => this.onWork(work),
      onChange: () => this.onListenersChange(),
    });
    this.waiting = new EventWaiting(this.bus, clock);
  }

  on<Name extends keyof ClientEvents>(event: Name, listener: Listener<ClientEvents[Name]>): this {
    this.bus.on(event, listener);
    return this;
  }

  once<Name extends keyof ClientEvents>(event: Name, listener: Listener<ClientEvents[Name]>): this {
    this.bus.once(event, listener);
    return this;
  }

  off<Name extends keyof ClientEvents>(event: Name, listener: Listener<ClientEvents[Name]>): this {
    this.bus.off(event, listener);
    return this;
  }

  /**
   * Resolves with the next event that passes the filter: with what the event is about, or, `withContext`, with the list of
   * a listener's arguments.
   * @throws {TimeoutError} when the time is over; the signal's reason when it aborts; what the filter throws.
   * @throws {GatewayError} when the client is closed meanwhile.
   */
  waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options: WaitForOptions<ClientEvents[Name]> & { withContext: true },
  ): Promise<ClientEvents[Name]>;
  waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options?: WaitForOptions<ClientEvents[Name]>,
  ): Promise<ClientEvents[Name][0]>;
  async waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options: WaitForOptions<ClientEvents[Name]> & { withContext?: boolean } = {},
  ): Promise<ClientEvents[Name] | ClientEvents[Name][0]> {
    const parameters = await this.waiting.next(event, options);
    return options.withContext === true ? parameters : parameters[0];
  }

  /**
   * The events of one name, for `for await`: what each event is about, or, `withContext`, the list of a listener's
   * arguments. The buffer is bounded: by default the oldest event gives way when the loop is slower than the events. The
   * loop ends with its signal, with `break`, and when the client is closed.
   */
  events<Name extends keyof ClientEvents>(
    event: Name,
    options: EventStreamOptions & { withContext: true },
  ): EventStream<ClientEvents[Name]>;
  events<Name extends keyof ClientEvents>(
    event: Name,
    options?: EventStreamOptions,
  ): EventStream<ClientEvents[Name][0]>;
  events<Name extends keyof ClientEvents>(
    event: Name,
    options: EventStreamOptions & { withContext?: boolean } = {},
  ): EventStream<ClientEvents[Name] | ClientEvents[Name][0]> {
    const all = options.withContext === true;
    return this.waiting.stream(event, options, (parameters) => (all ? parameters : parameters[0]));
  }

  /** A listener threw or rejected; `parameters` are what it was called with. */
  protected abstract onListenerFailure(error: unknown, event: string, parameters: readonly unknown[]): void;

  /** A listener is at work. @param work - Never rejects. */
  protected abstract onWork(work: Promise<void>): void;

  /** Listeners came or went. */
  protected abstract onListenersChange(): void;
}
