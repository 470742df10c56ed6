import { SqlError } from '../../common/errors.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `[::1]:9092`; a protocol in front (`PLAINTEXT://`) is allowed. Undefined if it is none. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:[A-Za-z_]+:\/\/)?(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  return host !== undefined && port > 0 && port < 65536 ? { host, port } : undefined;
}

export function printAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The list of properties.bootstrap.servers. Throws E_OPTION. */
export function parseBootstrap(text: string): Address[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const addresses = parts.map((part) => {
    const address = parseAddress(part);
    if (address !== undefined) return address;
    throw new SqlError('E_OPTION', `'properties.bootstrap.servers': '${part.trim()}' is not host:port`, {
      hint: "write 'localhost:9092', several with commas",
    });
  });
  if (addresses.length === 0)
    throw new SqlError('E_OPTION', "'properties.bootstrap.servers' names no broker");
  return addresses;
}

/** Where connections really go: 'kafka:29092=localhost:9092' of 'weir.kafka.host-map'. */
export type HostMap = ReadonlyMap<string, Address>;

/** Reads 'weir.kafka.host-map'; entries are divided by commas. Throws E_SETTING. */
export function parseHostMap(text: string | undefined): HostMap {
  const map = new Map<string, Address>();
  for (const entry of (text ?? '').split(/[,;]/)) {
    if (entry.trim() === '') continue;
    const [from, to, ...rest] = entry.split('=');
    const source = parseAddress(from ?? '');
    const target = parseAddress(to ?? '');
    if (source === undefined || target === undefined || rest.length > 0) {
      throw new SqlError('E_SETTING', `'weir.kafka.host-map': '${entry.trim()}' is not host:port=host:port`);
    }
    map.set(printAddress(source).toLowerCase(), target);
  }
  return map;
}

export function mapAddress(address: Address, map: HostMap): Address {
  return map.get(printAddress(address).toLowerCase()) ?? address;
}
