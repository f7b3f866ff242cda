/**
 * One pool of connections for all calls: a TLS handshake per call made them five times slower. TCP keep-alive
 * below the 60 s after which load balancers forget a silent connection.
 */
export const AGENT_OPTIONS = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 16 } as const;
