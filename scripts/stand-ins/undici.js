/** What src/ uses of undici. Its index loads fetch, caches, mocks and web sockets as well, which takes 25 ms more. */
export { default as Agent } from "undici/lib/dispatcher/agent.js";
export { default as buildConnector } from "undici/lib/core/connect.js";
