/** The echo and load-test server. @module */
export {};
