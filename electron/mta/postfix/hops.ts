/** Hosts, ports and sockets named in a Postfix configuration that are our own next hop: filters, stores, relays. */
export interface Hop {
  address: string;
  what: string;
}

const clean = (text: string): string => text.trim().replace(/^["']|["']$/g, '');

/**
 * The place of `transport:nexthop`, `inet:host:port`, `unix:path`, `[host]:port` (transport(5), postconf(5) content_filter,
 * smtpd_milters). null for transports without one ("virtual", "local:").
 */
export function placeOf(value: string): string | null {
  let text = clean(value);
  const transport = /^([a-z][\w-]*):(.*)$/i.exec(text);
  let unix = false;
  if (transport && !/^\d+$/.test(transport[2] ?? '')) {
    text = transport[2] ?? '';
    unix = transport[1] === 'unix' || transport[1] === 'local';
    const inner = /^(inet|unix|local):(.*)$/i.exec(text);
    if (inner) {
      text = inner[2] ?? '';
      unix = inner[1]?.toLowerCase() !== 'inet';
    }
  }
  if (text === '') return null;
  if (unix || text.startsWith('/') || text.startsWith('private/')) return text;
  // milter(8) writes inet:port@host.
  const milter = /^(\d+)@(.+)$/.exec(text);
  if (milter) return `${milter[2] ?? ''}:${milter[1] ?? ''}`;
  const bracket = /^\[([^\]]+)\](?::(\w+))?$/.exec(text);
  if (bracket) {
    const host = (bracket[1] ?? '').replace(/^ipv6:/i, '');
    const shown = host.includes(':') ? `[${host}]` : host;
    return bracket[2] === undefined ? shown : `${shown}:${bracket[2]}`;
  }
  return text.includes('.') || text.includes(':') || text === 'localhost' ? text : null;
}

const words: Readonly<Record<string, string>> = {
  content_filter: 'content filter',
  smtpd_proxy_filter: 'filter before the queue',
  smtpd_milters: 'milter',
  non_smtpd_milters: 'milter',
  relayhost: 'relay host',
  virtual_transport: 'mailbox store',
  mailbox_transport: 'mailbox store',
  local_transport: 'mailbox store',
  relay_transport: 'relay',
  default_transport: 'next hop of all mail',
  transport_maps: 'transport map',
};

export const hopParameters = Object.keys(words).filter((name) => name !== 'transport_maps');

/** @param settings `name = value` of postconf @param services `service/type/name = value` of `postconf -P` */
export function ownHopsOf(settings: ReadonlyMap<string, string>, services: ReadonlyMap<string, string>): Hop[] {
  const hops = new Map<string, string>();
  const add = (name: string, value: string) => {
    for (const part of value.split(/[\s,]+(?![^{]*\})/)) {
      const place = placeOf(part.replace(/[{}]/g, ''));
      if (place !== null && place.length <= 255 && !hops.has(place)) hops.set(place, words[name] ?? name);
    }
  };
  for (const name of hopParameters) {
    const value = settings.get(name);
    if (value !== undefined && value !== '') add(name, value);
  }
  for (const [key, value] of services) {
    const name = key.split('/').at(-1) ?? '';
    if (name in words && value !== '') add(name, value);
  }
  // In-line maps name their hops in main.cf; other maps are files the account may not even read.
  for (const inline of (settings.get('transport_maps') ?? '').matchAll(/inline:\{([^}]*)\}/g)) {
    for (const pair of (inline[1] ?? '').split(/[,\s]+(?=\S+\s*=)/))
      add('transport_maps', pair.split('=').slice(1).join('='));
  }
  return [...hops].slice(0, 100).map(([address, what]) => ({ address, what }));
}
