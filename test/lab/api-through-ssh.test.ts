import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import type { HttpRoute } from '../../shared/model/server.ts';
import type { Asked } from '../electron/mta/api/server.ts';
import { vendors, type Vendor } from '../electron/mta/api/vendors.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { must } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/openssl');
if (lacks !== null) console.warn(`APIs through SSH skipped: ${lacks}`);

describe.skipIf(lacks !== null)('an API that only the server itself can reach', () => {
  let sshd: Sshd;
  let closed: Sshd;
  let cert = '';
  let key = '';
  const open: (() => void)[] = [];

  beforeAll(async () => {
    sshd = await startSshd();
    closed = await startSshd({ extra: ['AllowTcpForwarding no'] });
    const dir = path.join(sshd.dir, 'tls');
    mkdirSync(dir);
    await must('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', path.join(dir, 'key.pem'), '-out', path.join(dir, 'cert.pem')],
    ]);
    cert = readFileSync(path.join(dir, 'cert.pem'), 'utf8');
    key = readFileSync(path.join(dir, 'key.pem'), 'utf8');
  }, 120_000);
  afterAll(async () => {
    for (const close of open.splice(0)) close();
    await sshd.remove();
    await closed.remove();
  });

  /** The vendor's server, over TLS with a certificate of its own, on loopback. */
  async function serve(vendor: Vendor) {
    const answer = vendor.answer();
    let requests = 0;
    const server = https.createServer({ cert, key }, (request, response) => {
      requests++;
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const asked = {
          method: request.method as Asked['method'],
          path: request.url ?? '',
          headers: request.headers as Record<string, string>,
          body: Buffer.concat(parts).toString(),
          deadlineMs: 0,
          url: new URL(request.url ?? '', 'https://mta.example'),
        };
        const { status = 200, headers = {}, json, text } = answer(asked);
        response.writeHead(status, headers).end(text ?? JSON.stringify(json ?? null));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port: (server.address() as net.AddressInfo).port, requests: () => requests };
  }
  let labs = 0;
  const through = (to: Sshd, vendor: Vendor, port: number, trust: Partial<HttpRoute>) => {
    const lab = labSsh(to, hostBlock(to, 'mx', 'qwlab'), `api-${String(labs++)}`);
    writeFileSync(lab.knownHostsFile, to.knownHost());
    const via = { kind: 'ssh' as const, target: 'mx', configFile: lab.configFile };
    const { route } = vendor.config;
    const config = labServer({
      mta: vendor.kind,
      route: { ...(route as HttpRoute), baseUrl: `https://127.0.0.1:${String(port)}`, ...trust, via },
    });
    const reach = lab.connect(config, labAsker({ secret: () => vendor.secret }));
    open.push(() => reach.dispose());
    return drive(reach, config);
  };

  it.each(vendors.map((v) => [v.name, v] as const))(
    '%s is listed whole through a forwarded port, with its own authority',
    async (_name, vendor) => {
      const { port } = await serve(vendor);
      const server = await through(sshd, vendor, port, { ca: cert });
      const { messages, outcome, skipped } = await server.list();
      expect([messages.size, skipped, outcome.complete]).toEqual([vendor.messages, [], true]);
    },
  );

  it('a pinned certificate is kept to, and nothing is sent to another one', async () => {
    const [vendor] = vendors;
    const { port, requests } = await serve(vendor!);
    const code = async (trust: Partial<HttpRoute>) =>
      through(sshd, vendor!, port, trust).then(
        () => 'ok',
        (e: unknown) => (isAppError(e) ? e.code : String(e)),
      );
    expect(await code({})).toBe('tls_untrusted');
    expect(await code({ pin: 'AB'.repeat(32) })).toBe('tls_pin_mismatch');
    expect(requests()).toBe(0);
    expect(await code({ pin: new X509Certificate(cert).fingerprint256 })).toBe('ok');
  });

  it('a server that lets this account open no ports says so', async () => {
    const [vendor] = vendors;
    const { port } = await serve(vendor!);
    const failed = await through(closed, vendor!, port, { ca: cert }).catch((e: unknown) => e);
    expect(isAppError(failed) && failed.code).toBe('forward_prohibited');
  });
});
