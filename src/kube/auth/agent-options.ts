/**
 * One pool of connections for all calls: with a TLS handshake for each, they took five times as long. TCP keep-alive is
 * sent before 60 s of silence, after which load balancers drop a connection.
 */
export const AGENT_OPTIONS = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 16 } as const;
