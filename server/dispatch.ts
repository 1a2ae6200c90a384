import {
  BODY_OFFSET,
  bodyBytesOf,
  BUFFERBLOAT_END,
  BUFFERBLOAT_START,
  DOWNLOAD_REQUEST,
  ECHO_REQUEST,
  ECHO_REQUEST_AT,
  FAULT,
  inspect,
  instanceOf,
  keyIdOf,
  type PacketFault,
  type PathEvidence,
  pnOf,
  THROUGHPUT_DATA,
  THROUGHPUT_END,
  THROUGHPUT_START,
  THROUGHPUT_STATS,
  TYPE,
  typeOf,
} from "@bufferbane/protocol";
import type {
  Exchange,
  Handler,
  ServerParts,
  SessionExchange,
} from "./exchange.ts";
import { answerEcho } from "./handlers/echo.ts";
import { answerKnock } from "./handlers/knock.ts";
import {
  answerBufferbloatEnd,
  answerBufferbloatStart,
} from "./handlers/bufferbloat.ts";
import { ignore } from "./handlers/refuse.ts";
import {
  answerDownloadRequest,
  answerThroughputEnd,
  answerThroughputStart,
  takeThroughputStats,
} from "./handlers/throughput.ts";
import type { ServerSession } from "./sessions.ts";

/** How one kind of packet is answered. */
interface Route {
  /** By whom. */
  readonly answer: Handler;
  /** The shortest body. */
  readonly bodyBytes: number;
  /** Where in the body its path token is; `undefined`: it has none. */
  readonly tokenAt: number | undefined;
}

/** Where load test requests carry the path token. */
const BULK_TOKEN_AT = 24;

/** What may come in a session, and who answers. */
const ROUTES: readonly (readonly [type: number, route: Route])[] = [
  [TYPE.echoRequest, {
    answer: answerEcho,
    bodyBytes: ECHO_REQUEST.minBytes,
    tokenAt: ECHO_REQUEST_AT.pathToken,
  }],
  [TYPE.throughputStart, {
    answer: answerThroughputStart,
    bodyBytes: THROUGHPUT_START.minBytes,
    tokenAt: BULK_TOKEN_AT,
  }],
  [TYPE.throughputData, {
    answer: ignore,
    bodyBytes: THROUGHPUT_DATA.minBytes,
    tokenAt: undefined,
  }],
  [TYPE.throughputEnd, {
    answer: answerThroughputEnd,
    bodyBytes: THROUGHPUT_END.minBytes,
    tokenAt: undefined,
  }],
  [TYPE.throughputStats, {
    answer: takeThroughputStats,
    bodyBytes: THROUGHPUT_STATS.minBytes,
    tokenAt: undefined,
  }],
  [TYPE.downloadRequest, {
    answer: answerDownloadRequest,
    bodyBytes: DOWNLOAD_REQUEST.minBytes,
    tokenAt: BULK_TOKEN_AT,
  }],
  [TYPE.bufferbloatStart, {
    answer: answerBufferbloatStart,
    bodyBytes: BUFFERBLOAT_START.minBytes,
    tokenAt: BULK_TOKEN_AT,
  }],
  [TYPE.bufferbloatEnd, {
    answer: answerBufferbloatEnd,
    bodyBytes: BUFFERBLOAT_END.minBytes,
    tokenAt: undefined,
  }],
];

const ROUTE_OF_TYPE: readonly (Route | undefined)[] = Array.from(
  { length: 256 },
  (_, type) => ROUTES.find(([of]) => of === type)?.[1],
);

/** How quickly the share of forged packets follows what comes. */
const FORGED_SHARE_STEP = 1 / 64;

const PATH_TOKEN_BYTES = 8;

/**
 * From a datagram to its answer. What is refused is refused as cheaply as
 * possible, in the order that `docs/protocol.md` gives; nothing but silence
 * meets whoever has no session.
 */
export class Dispatcher {
  readonly #server: ServerParts;
  readonly #token = new Uint8Array(PATH_TOKEN_BYTES);
  /** Filled in for every packet: see `Exchange`. */
  readonly #evidence: {
    -readonly [Name in keyof PathEvidence]: PathEvidence[Name];
  };

  /** @param server What it works with. */
  constructor(server: ServerParts) {
    this.#server = server;
    this.#evidence = {
      isNewest: false,
      token: undefined,
      freshToken: () => server.random(PATH_TOKEN_BYTES),
    };
  }

  /**
   * Answers one datagram.
   *
   * @param exchange The datagram, and room for the answer.
   * @returns How many bytes of `exchange.reply` to send back; 0 = silence.
   */
  receive(exchange: Exchange): number {
    const { counters, sessions } = this.#server;
    const { request } = exchange;
    exchange.departure = undefined;
    const fault = inspect(request);
    if (fault !== undefined) return this.#drop(fault);
    const owner = sessions.ownerOf(keyIdOf(request));
    if (owner === undefined) return this.#drop(FAULT.unknown_key);
    const type = typeOf(request);
    if (type === TYPE.knock) return answerKnock(exchange, this.#server, owner);
    const route = ROUTE_OF_TYPE[type];
    if (route === undefined) return this.#drop(FAULT.unexpected);
    const session = owner.byInstance.get(instanceOf(request));
    if (session === undefined) {
      counters.drop("no_session");
      return 0;
    }
    if (!this.#mayOpen(session, exchange)) return 0;
    if (!this.#open(session, exchange)) return 0;
    if (bodyBytesOf(request) < route.bodyBytes) {
      return this.#drop(FAULT.bad_body);
    }
    if (!session.isConfirmed && !this.#confirm(session, exchange)) return 0;
    return this.#answer(route, session, exchange);
  }

  #drop({ reason }: PacketFault): 0 {
    this.#server.counters.drop(reason);
    return 0;
  }

  /** Limits that hold before a cipher is touched. */
  #mayOpen(session: ServerSession, { address, nowMs }: Exchange): boolean {
    const { counters, limits } = this.#server;
    if (!session.paths.knows(address)) {
      if (limits.newPaths.take(0, nowMs)) return true;
      counters.drop("new_path_limit");
      return false;
    }
    const buckets = session.forgedShare > 0.5
      ? limits.opensWhenForged
      : limits.opens;
    if (buckets.take(session.slot, nowMs)) return true;
    counters.drop("path_limit");
    return false;
  }

  #open(session: ServerSession, { request, address }: Exchange): boolean {
    const { clock } = this.#server;
    const type = typeOf(request);
    const fault = session.session.open(request, clock.now);
    const isForged = fault?.reason === "not_authentic";
    // Forgeries from elsewhere must not slow down who is at home.
    if ((isForged || session.forgedShare > 0) && session.paths.knows(address)) {
      const target = isForged ? 1 : 0;
      session.forgedShare += (target - session.forgedShare) * FORGED_SHARE_STEP;
    }
    if (fault === undefined) return true;
    if (fault.reason === "replayed" && type === TYPE.echoRequest) {
      session.ledger.countDuplicate();
    }
    this.#drop(fault);
    return false;
  }

  #confirm(session: ServerSession, { address, family, nowMs }: Exchange) {
    const { counters, limits, networks, sessions } = this.#server;
    if (!sessions.confirm(session)) {
      counters.drop("sessions_full");
      return false;
    }
    counters.add("sessions_opened", 1);
    limits.know(networks.of(address, family), nowMs);
    return true;
  }

  #answer(route: Route, session: ServerSession, exchange: Exchange): number {
    const evidence = this.#evidence;
    const { request } = exchange;
    evidence.isNewest = pnOf(request) === session.session.highestPn;
    evidence.token = undefined;
    if (route.tokenAt !== undefined) {
      const at = BODY_OFFSET + route.tokenAt;
      for (let i = 0; i < PATH_TOKEN_BYTES; i++) {
        this.#token[i] = request[at + i] ?? 0;
      }
      evidence.token = this.#token;
    }
    const path = session.paths.arrive(exchange.address, evidence);
    if (path === undefined) {
      this.#server.counters.drop("old_from_new_path");
      return 0;
    }
    // One object serves every datagram; with these two it is the other kind.
    const inSession = exchange as SessionExchange;
    inSession.session = session;
    inSession.path = path;
    return route.answer(inSession, this.#server);
  }
}
