import net from 'node:net';

/** A TCP relay that can stop passing anything on without closing: a link that has died unnoticed. */
export async function startSlowLink(host: string, port: number) {
  const sockets = new Set<net.Socket>();
  let left = Number.POSITIVE_INFINITY;
  const server = net.createServer((near) => {
    const far = net.connect({ host, port });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk: Buffer) => {
      if (left <= 0) return;
      left -= chunk.length;
      near.write(chunk);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    /** From now on only so many bytes come back from the server. */
    stallAfter(bytes: number): void {
      left = bytes;
    },
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
