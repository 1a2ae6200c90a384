import type { Libc, Poller } from "@bufferbane/ffi";
import { type Aead, NonceSource, type RandomBytes } from "@bufferbane/protocol";
import { BulkSocket } from "./bulk/bulk_socket.ts";
import { mayFilterTcp, TcpDoor } from "./bulk/door.ts";
import { type LoadPolicy, LoadTests } from "./bulk/load_tests.ts";
import { ServerClock } from "./clock.ts";
import { Counters } from "./counters.ts";
import { Dispatcher } from "./dispatch.ts";
import type { Boot } from "./exchange.ts";
import { acceptClients, steerSessions } from "./filter.ts";
import { RecentKnocks } from "./knocks.ts";
import { Listener } from "./listener.ts";
import { NetworkIndex } from "./networks.ts";
import { Limits, type Policy, sessionCaps } from "./policy.ts";
import { ServerSocket } from "./server_socket.ts";
import { type ClientKey, Sessions } from "./sessions.ts";
import { CONTROL, type SharedMemory } from "./shared.ts";

/** How often sessions that are over are forgotten. */
const SWEEP_INTERVAL_MS = 1000;

/** One address to listen on. */
export interface Listening {
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** In text. */
  readonly address: string;
}

/** What a thread of the server is started with. */
export interface ThreadOptions {
  /** Where to listen. */
  readonly listening: readonly Listening[];
  /** UDP port. */
  readonly port: number;
  /** Which of the threads this is, from 0. */
  readonly index: number;
  /** How many there are. */
  readonly threads: number;
  /** All secrets. */
  readonly keys: readonly ClientKey[];
  /** What the operator set. */
  readonly policy: Policy;
  /** What the operator allows load tests. */
  readonly loadPolicy: LoadPolicy;
  /** Tells this start of the server from others. */
  readonly boot: Boot;
  /** For `NetworkIndex`; the same random number in all threads. */
  readonly networkKey: number;
}

/** What a thread works with. */
export interface ThreadTools {
  /** The library; not disposed of. */
  readonly libc: Libc;
  /** What the threads share. */
  readonly shared: SharedMemory;
  /** The cipher. */
  readonly aead: Aead;
  /** Unpredictable bytes. */
  readonly random: RandomBytes;
}

/** All that one thread of the server does. */
export class ServerThread implements Disposable {
  readonly #libc: Libc;
  readonly #counters: Counters;
  readonly #listeners: Listener[] = [];
  readonly #poller: Poller;
  readonly #clock: ServerClock;
  readonly #loads: LoadTests;
  readonly #sessions: Sessions;
  readonly #threads: number;
  #sweptAtMs = 0;

  /**
   * Opens its sockets; they stay deaf until {@linkcode open}.
   *
   * @param options What to do.
   * @param tools What to do it with.
   * @throws {LibcError} If it cannot listen there.
   */
  constructor(options: ThreadOptions, tools: ThreadTools) {
    const { policy, keys, threads, port } = options;
    const { libc, shared, random } = tools;
    const caps = sessionCaps(policy);
    this.#threads = threads;
    this.#clock = new ServerClock(libc);
    this.#sessions = new Sessions(caps, {
      shared,
      random: () => unitInterval(random),
    });
    this.#sessions.setKeys(keys);
    const counters = new Counters(shared.counters[options.index]);
    this.#libc = libc;
    this.#counters = counters;
    const nonces = new NonceSource();
    this.#poller = libc.openPoller();
    this.#loads = new LoadTests({
      ...tools,
      ...options.loadPolicy,
      counters,
      nonces,
      poller: this.#poller,
      clock: this.#clock,
      tcpPort: port,
      thread: options.index,
      isAlive: (session) => this.#sessions.holds(session),
      openSocket: (ask, isOneByOne, takeLoad) => {
        const listener = this.#listeners.find(({ socket }) =>
          socket.family === ask.family
        );
        if (listener === undefined) throw new TypeError("Cannot be asked");
        return new BulkSocket(libc, {
          family: ask.family,
          peer: ask.address.slice(),
          local: listener.socket.addressAt(ask.local),
          poller: this.#poller,
          clock: this.#clock,
          isOneByOne,
          adopt: (fd) => listener.adopt(fd),
          dispatch: (exchange) => dispatcher.receive(exchange),
        }, takeLoad);
      },
    });
    const dispatcher = new Dispatcher({
      ...tools,
      policy,
      counters,
      boot: options.boot,
      clock: this.#clock,
      sessions: this.#sessions,
      nonces,
      loads: this.#loads,
      knocks: new RecentKnocks(),
      networks: new NetworkIndex(options.networkKey),
      limits: new Limits(policy, { shared, slots: Sessions.slotsFor(caps) }),
    });
    const hasDoors = mayFilterTcp(libc);
    try {
      for (const listening of options.listening) {
        const isShared = threads > 1;
        // Load tests over UDP open further sockets on the same port.
        const socket = new ServerSocket(libc, {
          ...listening,
          port,
          isShared: true,
        });
        const listener = new Listener(libc, {
          socket,
          dispatcher,
          counters,
          clock: this.#clock,
          queueOverflows: () =>
            Atomics.load(shared.control, CONTROL.queueOverflows),
        });
        this.#listeners.push(listener);
        this.#poller.add(
          socket.fd,
          "read",
          (readiness) => listener.serve(readiness),
        );
        if (!hasDoors) continue;
        const thread = isShared ? options.index : undefined;
        this.#loads.addDoor(new TcpDoor(libc, { ...listening, port, thread }));
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Begins to answer. Call it when all threads have their sockets. */
  open(): void {
    for (const { socket } of this.#listeners) {
      socket.steer(steerSessions(this.#threads));
      socket.accept(acceptClients(this.#sessions.keyIds));
    }
  }

  /** Takes other secrets; the sessions of those that are gone die now. */
  setKeys(keys: readonly ClientKey[]): void {
    this.#sessions.setKeys(keys);
    this.open();
  }

  /**
   * Answers what comes, for at most so long, blocking the thread.
   *
   * @param timeoutMs Returns earlier if something comes.
   */
  serve(timeoutMs: number): void {
    this.#poller.block(Math.min(timeoutMs, this.#loads.turnMs));
    this.#clock.refresh();
    this.#loads.turn();
    const { nowMs } = this.#clock;
    if (nowMs - this.#sweptAtMs < SWEEP_INTERVAL_MS) return;
    this.#sweptAtMs = nowMs;
    this.#counters.cpuS = Number(this.#libc.clock("threadCpu")) / 1e9;
    this.#sessions.sweep(this.#clock.now.mono);
    for (const listener of this.#listeners) listener.countDrops();
  }

  /** Closes its sockets. */
  [Symbol.dispose](): void {
    this.#loads[Symbol.dispose]();
    this.#poller[Symbol.dispose]();
    for (const { socket } of this.#listeners) socket[Symbol.dispose]();
  }
}

/** A number in [0, 1), from 32 random bits. */
function unitInterval(random: RandomBytes): number {
  return random(4).reduce((sum, byte) => (sum + byte) / 256, 0);
}
