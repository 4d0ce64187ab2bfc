import dgram from 'node:dgram';
import net from 'node:net';

/** What a name answers: MX hosts, addresses, or a failure. Names not listed do not exist. */
export type Zone = Readonly<Record<string, { mx?: string[]; a?: string[] } | 'servfail' | 'silent' | 'nullmx'>>;

/** Each domain's mail goes to the host at its address; `more` says what does not resolve. */
export function mxZone(addresses: Readonly<Record<string, string>>, more: Zone = {}): Zone {
  const zone: Record<string, Zone[string]> = { ...more };
  for (const [domain, address] of Object.entries(addresses)) {
    zone[domain] = { mx: [`mx.${domain}`], a: [] };
    zone[`mx.${domain}`] = { a: [address] };
  }
  return zone;
}

const types: Readonly<Record<number, string>> = { 1: 'A', 15: 'MX', 28: 'AAAA' };

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter((l) => l !== '')
      .map((l) => Buffer.concat([Buffer.from([l.length]), Buffer.from(l)])),
    Buffer.from([0]),
  ]);

function answer(query: Buffer, zone: Zone): Buffer | null {
  let at = 12;
  const labels: string[] = [];
  for (let length = query[at] ?? 0; length > 0 && at < query.length; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += length + 1;
  }
  at++;
  const question = query.subarray(12, at + 4);
  const type = types[query.readUInt16BE(at)] ?? '';
  const entry = zone[labels.join('.')];
  if (entry === 'silent') return null;
  const records: Buffer[] = [];
  const record = (code: number, data: Buffer) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0xc00c, 0);
    head.writeUInt16BE(code, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(1, 6);
    head.writeUInt16BE(data.length, 10);
    records.push(head, data);
  };
  let count = 0;
  const mx = (name: string, preference: number) => {
    record(15, Buffer.concat([Buffer.from([preference >> 8, preference & 255]), nameBytes(name)]));
    count++;
  };
  if (entry === 'nullmx' && type === 'MX') mx('', 0);
  if (typeof entry === 'object') {
    if (type === 'MX') for (const [i, name] of (entry.mx ?? []).entries()) mx(name, 10 * (i + 1));
    if (type === 'A') {
      for (const address of entry.a ?? []) {
        record(1, Buffer.from(address.split('.').map(Number)));
        count++;
      }
    }
  }
  const head = Buffer.from(query.subarray(0, 12));
  const code = entry === 'servfail' ? 2 : entry === undefined ? 3 : 0;
  head.writeUInt16BE(0x8580 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(count, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, question, ...records]);
}

/** A DNS server on port 53 of a loopback address, so that no question leaves the machine. */
export async function startDns(host: string, zone: Zone): Promise<{ stop(): Promise<void> }> {
  const udp = dgram.createSocket('udp4');
  udp.on('message', (message, from) => {
    const reply = answer(message, zone);
    if (reply) udp.send(reply, from.port, from.address);
  });
  const tcp = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const reply = answer(data.subarray(2), zone);
      if (!reply) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.end(Buffer.concat([length, reply]));
    });
  });
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(53, host, resolve);
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(53, host, resolve);
  });
  return {
    stop: async () => {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}
