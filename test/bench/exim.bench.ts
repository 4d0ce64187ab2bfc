/**
 * 10,000 Exim messages with reasons over SSH, against `exim -bp` and one read of the message logs on the server itself, in the same
 * minute. Needs root and the packages of the lab (npm test installs them); nothing is asserted.
 *
 *   node test/bench/exim.bench.ts [messages]
 */
import { writeFileSync } from 'node:fs';
import { drive } from '../lab/support/drive.ts';
import { startExim } from '../lab/support/exim.ts';
import { run, until } from '../lab/support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from '../lab/support/ssh.ts';
import { startSshd } from '../lab/support/sshd.ts';

const messages = Number(process.argv[2] ?? 10_000);
const sshd = await startSshd();
const exim = await startExim({ 'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted, please come back later' } });
try {
  await exim.send([{ from: 'a@lab.example', to: ['one@greylist.example', 'two@greylist.example'] }]);
  await until('a deferred message', async () => (await exim.exim('-bpc')).trim() === '1', 60_000);
  await until(
    'its log',
    async () => (await run('grep', ['-rlc', 'defer', `${exim.spool}/msglog`])).stdout !== '',
    60_000,
  );
  exim.copies(/\w{6}-(?:\w{6}-\w{2}|\w{11}-\w{4})\b/.exec(await exim.exim('-bp'))?.[0] ?? '', messages - 1);
  const lab = labSsh(sshd, hostBlock(sshd, 'mx', 'root'));
  writeFileSync(lab.knownHostsFile, sshd.knownHost());
  const config = labServer({ mta: 'exim', route: { kind: 'ssh', target: 'mx', configFile: lab.configFile } });
  const reach = lab.connect(config, labAsker({}));
  const server = await drive(reach, config);
  const plain: number[] = [];
  const ours: number[] = [];
  const timed = async (into: number[], work: () => Promise<unknown>) => {
    const at = performance.now();
    await work();
    into.push(performance.now() - at);
  };
  for (let round = 0; round < 9; round++) {
    await timed(plain, () =>
      run('sh', ['-c', `exim4 -bp > /dev/null; find ${exim.spool}/msglog -type f -exec cat {} + > /dev/null`]),
    );
    await timed(ours, async () => {
      const { messages: read } = await server.list();
      const told = [...read.values()].filter((m) => m.recipients.every((r) => r.reason !== null)).length;
      if (told !== messages) throw new Error(`${told} of ${messages} have reasons`);
    });
  }
  const middle = (all: number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  const show = (all: number[]) => `${Math.round(middle(all))} ms (${all.map(Math.round).join(' ')})`;
  console.log(`${messages} messages: exim -bp and one read of the message logs ${show(plain)}`);
  console.log(`${messages} messages with reasons over SSH ${show(ours)}`);
  console.log(`ratio of the medians ${(middle(ours) / middle(plain)).toFixed(2)}`);
  reach.dispose();
} finally {
  await exim.remove();
  await sshd.remove();
}
