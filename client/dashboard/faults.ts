/** Requests that are not answered as asked. @module */

/** A status that says that the request is at fault, or that it must wait. */
export type FaultStatus = 400 | 401 | 403 | 404 | 409 | 415 | 421 | 503;

/** Why a request is refused. Its message is for a person. */
export class RequestFault extends Error {
  override readonly name: string = "RequestFault";
  /** The HTTP status. */
  readonly status: FaultStatus;

  /**
   * @param status The HTTP status.
   * @param message For a person.
   */
  constructor(status: FaultStatus, message: string) {
    super(message);
    this.status = status;
  }
}

/** Something in the request cannot be read, or is out of range. */
export class BadRequest extends RequestFault {
  override readonly name = "BadRequest";

  /**
   * Says what cannot be answered.
   *
   * @param message For a person.
   */
  constructor(message: string) {
    super(400, message);
  }
}
