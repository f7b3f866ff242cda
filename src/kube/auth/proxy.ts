import type { Environment } from './in-cluster.ts';

/** The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY (or their lower-case forms) name for this server. */
export function proxyFor(server: URL, env: Environment): string | undefined {
  const read = (name: string) => env[name] || env[name.toLowerCase()];
  const proxy = server.protocol === 'http:' ? read('HTTP_PROXY') : read('HTTPS_PROXY');
  const exceptions = (read('NO_PROXY') ?? '').split(/[\s,]+/).filter(Boolean);
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const port = server.port || (server.protocol === 'http:' ? '80' : '443');
  // Like Go's clients, which people set these variables for: loopback never goes through a proxy.
  if (!proxy || isLoopback(host) || exceptions.some((exception) => excludes(exception, host, port))) {
    return undefined;
  }
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function excludes(exception: string, host: string, port: string): boolean {
  if (exception === '*') {
    return true;
  }
  const cidr = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(exception);
  if (cidr !== null) {
    return inRange(host, cidr[1] ?? '', Number(cidr[2]));
  }
  const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) {
    return false;
  }
  const bare = name.replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function inRange(host: string, network: string, bits: number): boolean {
  const one = toNumber(host);
  const other = toNumber(network);
  if (one === undefined || other === undefined || bits > 32) {
    return false;
  }
  const size = 2 ** (32 - bits);
  return Math.floor(one / size) === Math.floor(other / size);
}

function toNumber(address: string): number | undefined {
  return /^\d+\.\d+\.\d+\.\d+$/.test(address)
    ? address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    : undefined;
}
