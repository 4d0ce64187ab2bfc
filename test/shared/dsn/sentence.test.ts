import { expect, test } from 'vitest';
import { bounceSentence, evidenceSentence } from '../../../shared/dsn/sentence.ts';
import { postfixReport, read } from './sample.ts';

const time = (s: number): string => new Date(s * 1000).toISOString().slice(11, 16);

test('a failure says who does not exist, who was told, and that nobody tries again', async () => {
  const report = await read(
    postfixReport([{ recipient: 'ghost@example.org', action: 'failed', diagnostic: '550 5.1.1 User unknown' }]),
  );
  expect(bounceSentence(report, { time })).toEqual({
    title: 'ghost@example.org does not exist there',
    sentence: 'orders@kestrel.example was told 14:26. Nobody retries this.',
  });
});

test('a delay says who keeps trying and until when, and never that it failed', async () => {
  const until = 'Sat, 28 Nov 2026 14:25:51 +0000';
  const report = await read(
    postfixReport([{ recipient: 'slow@example.net', action: 'delayed', status: '4.4.1', until }]),
  );
  expect(bounceSentence(report, { time })).toEqual({
    title: 'slow@example.net has not got the message yet',
    sentence: 'orders@kestrel.example was told 14:26. mx1.kestrel.example keeps trying until 14:25.',
  });
});

test('mixed reports count the others; backscatter says that we never sent it', async () => {
  const report = await read(
    postfixReport([
      { recipient: 'a@example.net', action: 'failed' },
      { recipient: 'b@example.net', action: 'failed' },
      { recipient: 'c@example.net', action: 'delayed' },
    ]),
  );
  const words = bounceSentence(report, { time, ours: 'no' });
  expect(words.title).toMatch(/^a@example\.net .*, and 1 more$/);
  expect(words.sentence).toBe(
    'We never sent this message; its sender address was forged. Nobody retries this. Others of the same message: 1 delayed.',
  );
});

test('what could not be read says so, and why', async () => {
  const report = await read(
    'From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status\n\n',
  );
  expect(bounceSentence(report, { time })).toEqual({
    title: 'This message could not be read',
    sentence: 'The message calls itself a delivery report but holds nothing.',
  });
});

test('the evidence of a join reads as the screen shows it', () => {
  const by = (
    ...kinds: ('message-id' | 'queue-id' | 'recipient-and-time')[]
  ): { by: (typeof kinds)[number]; value: string }[] => kinds.map((k) => ({ by: k, value: 'x' }));
  expect(evidenceSentence({ evidence: by('message-id', 'queue-id', 'recipient-and-time'), certainty: 'sure' })).toBe(
    'queue id and Message-ID, both agree',
  );
  expect(evidenceSentence({ evidence: by('recipient-and-time'), certainty: 'probable' })).toBe(
    'recipient and time, probably',
  );
  expect(evidenceSentence({ evidence: [], certainty: null })).toBe('no match');
});
