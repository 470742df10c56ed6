import { BlockList, isIP } from 'node:net';

/** Whether a URL's host is this machine. Names are taken at their word: `localhost` and what ends in it. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('0.0.0.0', 'ipv4');
  list.addAddress('::1', 'ipv6');
  list.addAddress('::', 'ipv6');
  return contains(list, host);
}

/**
 * Whether an address is link-local or one where clouds serve the machine's own credentials. No model lives there, and
 * a pasted endpoint must not make weir read them. Only addresses: names are checked when they are resolved.
 */
export function isMetadataAddress(hostname: string): boolean {
  const list = new BlockList();
  list.addSubnet('169.254.0.0', 16, 'ipv4');
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addAddress('fd00:ec2::254', 'ipv6');
  list.addAddress('100.100.100.200', 'ipv4');
  return contains(list, bare(hostname));
}

/** The host of a URL without brackets and a closing dot, in lower case. */
export function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function contains(list: BlockList, host: string): boolean {
  const family = isIP(host.replace(/%.*$/, ''));
  return family !== 0 && list.check(host.replace(/%.*$/, ''), family === 6 ? 'ipv6' : 'ipv4');
}
