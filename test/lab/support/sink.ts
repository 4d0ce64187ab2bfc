import net from 'node:net';
import tls from 'node:tls';

/** What a scripted SMTP server says; a missing step is accepted. A function sees the address. */
export interface SinkScript {
  banner?: string;
  ehlo?: string;
  mail?: string;
  rcpt?: string | ((address: string) => string | undefined);
  data?: string;
  eod?: string;
  /** Never says a word. */
  silent?: boolean;
  /** Closes right after EHLO. */
  drop?: boolean;
}

export interface Sink {
  readonly accepted: { from: string; to: string[]; data: string }[];
  /** Changes what it says from now on. */
  script: SinkScript;
  stop(): Promise<void>;
}

export interface Sinks {
  /** By the domain whose mail goes there. */
  readonly sinks: Readonly<Record<string, Sink>>;
  /** Where each listens. */
  readonly addresses: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A sink for each domain, at addresses of the slot from .100 on. */
export async function startSinks(
  slot: { address(last: number): string },
  scripts: Readonly<Record<string, SinkScript>>,
): Promise<Sinks> {
  const sinks: Record<string, Sink> = {};
  const addresses: Record<string, string> = {};
  for (const [index, [domain, script]] of Object.entries(scripts).entries()) {
    const address = slot.address(100 + index);
    addresses[domain] = address;
    sinks[domain] = await startSink(address, script);
  }
  return {
    sinks,
    addresses,
    stop: async () => {
      await Promise.all(Object.values(sinks).map((sink) => sink.stop()));
    },
  };
}

/** An SMTP server of the lab: its replies are scripted, what it accepts is kept. */
export async function startSink(host: string, script: SinkScript, port = 25): Promise<Sink> {
  const accepted: Sink['accepted'] = [];
  const sockets = new Set<net.Socket>();
  const self: Sink = {
    accepted,
    script,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    // Several short replies in a row would wait 40 ms for an acknowledgement that the other side delays.
    socket.setNoDelay(true);
    const say = (text: string) => socket.write(`${text}\r\n`);
    if (self.script.silent === true) return;
    const banner = self.script.banner ?? '220 sink ESMTP';
    say(banner);
    if (!banner.startsWith('220')) {
      socket.end();
      return;
    }
    let from = '';
    let to: string[] = [];
    let data: string | null = null;
    let rest = '';
    const line = (text: string) => {
      if (data !== null) {
        if (text === '.') {
          const reply = self.script.eod ?? '250 2.0.0 Ok: queued';
          if (reply.startsWith('2')) accepted.push({ from, to, data });
          data = null;
          say(reply);
        } else data += `${text}\n`;
        return;
      }
      const verb = text.slice(0, 4).toUpperCase();
      if (verb === 'EHLO' || verb === 'HELO') {
        if (self.script.drop === true) socket.destroy();
        else say(self.script.ehlo ?? '250-sink\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 8BITMIME');
      } else if (verb === 'MAIL') {
        from = /<([^>]*)>/.exec(text)?.[1] ?? '';
        to = [];
        say(self.script.mail ?? '250 2.1.0 Ok');
      } else if (verb === 'RCPT') {
        const address = /<([^>]*)>/.exec(text)?.[1] ?? '';
        const scripted = typeof self.script.rcpt === 'function' ? self.script.rcpt(address) : self.script.rcpt;
        const reply = (scripted ?? '250 2.1.5 Ok').replaceAll('%', address);
        if (reply.startsWith('2')) to.push(address);
        say(reply);
      } else if (verb === 'DATA') {
        if (to.length === 0) say('554 5.5.1 no valid recipients');
        else {
          data = '';
          say(self.script.data ?? '354 go on');
        }
      } else if (verb === 'RSET') say('250 2.0.0 Ok');
      else if (verb === 'QUIT') {
        say('221 2.0.0 Bye');
        socket.end();
      } else say('250 2.0.0 Ok');
    };
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n')) {
        line(rest.slice(0, at).replace(/\r$/, ''));
        rest = rest.slice(at + 1);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return self;
}

export interface Letter {
  from: string;
  to: readonly string[];
  subject?: string;
  /** Instead of one of its own: a header of any form, or "" for none. */
  messageId?: string;
  body?: string;
}

/** Sends letters over one SMTP connection, pipelined by letter; with a login over TLS from the first byte. */
export async function injectMail(
  host: string,
  port: number,
  letters: readonly Letter[],
  options: { pipelining?: boolean; login?: { user: string; password: string } } = {},
): Promise<void> {
  // The lab's certificates are its own, and all of this is loopback.
  const socket: net.Socket = options.login
    ? tls.connect({ host, port, rejectUnauthorized: false })
    : net.connect({ host, port });
  const lines: string[] = [];
  let wake: (() => void) | null = null;
  let rest = '';
  let failed: Error | null = null;
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n')) {
      lines.push(rest.slice(0, at).trimEnd());
      rest = rest.slice(at + 1);
    }
    wake?.();
  });
  const broken = (error: Error) => {
    failed = error;
    wake?.();
  };
  socket.on('error', broken);
  socket.on('close', () => broken(new Error('the SMTP connection was closed')));
  const reply = async (): Promise<string> => {
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) {
        if (line[3] === '-') continue;
        return line;
      }
      if (failed) throw failed;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const expect = async (code: string, what: string) => {
    const line = await reply();
    if (!line.startsWith(code)) throw new Error(`${what}: ${line}`);
  };
  await expect('220', 'banner');
  socket.write('EHLO lab.example\r\n');
  await expect('250', 'EHLO');
  if (options.login) {
    const { user, password } = options.login;
    socket.write(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}\r\n`);
    await expect('235', 'AUTH');
  }
  for (const [i, letter] of letters.entries()) {
    // eslint-disable-next-line no-control-regex -- ASCII or not is the question
    const utf8 = /[^\x00-\x7f]/.test(letter.from + letter.to.join('')) ? ' SMTPUTF8' : '';
    const commands = [`MAIL FROM:<${letter.from}>${utf8}`, ...letter.to.map((a) => `RCPT TO:<${a}>`), 'DATA'];
    if (options.pipelining === false) {
      for (const command of commands) {
        socket.write(`${command}\r\n`);
        await expect(command === 'DATA' ? '354' : '250', command);
      }
    } else {
      socket.write(`${commands.join('\r\n')}\r\n`);
      for (const command of commands) await expect(command === 'DATA' ? '354' : '250', command);
    }
    const body = letter.body ?? 'lab\r\n';
    const messageId = letter.messageId ?? `Message-ID: <${i}.${process.pid}.${Math.random()}@lab.example>\r\n`;
    socket.write(
      `From: <${letter.from}>\r\nTo: <${letter.to[0] ?? ''}>\r\nSubject: ${letter.subject ?? `letter ${i}`}\r\n${messageId}\r\n${body}\r\n.\r\n`,
    );
    await expect('250', 'end of data');
  }
  socket.removeAllListeners('close');
  socket.end('QUIT\r\n');
}
