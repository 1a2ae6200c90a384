import { unescape } from "node:querystring";

/** An address, and as whom to go there. */
export interface LoginAddress {
  /** The address alone: no message shows a password by it. */
  readonly url: string;
  /** Empty: nobody. */
  readonly username: string;
  /** Empty: none. */
  readonly password: string;
}

/**
 * Takes name and password out of an address. What is no valid percent-encoding
 * there, as in `http://ann:100%@nas/`, stands for itself.
 *
 * @param url Where, e.g. `"https://ann:secret@nas.example/write"`.
 */
export function splitLogin(url: string): LoginAddress {
  const address = new URL(url);
  const username = unescape(address.username);
  const password = unescape(address.password);
  address.username = address.password = "";
  return { url: address.href, username, password };
}
