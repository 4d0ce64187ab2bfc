import type { Rule } from '../rule.ts';

/** Mail that goes round in circles. */
export const loops: readonly Rule[] = [
  {
    id: 'loop.hops',
    class: 'routing_loop',
    text: [
      'too many hops',
      '(mail|message|routing|forwarding|delivery)? ?loop(s|ing|ed)? (detected|found|back|exists|suspected|possible|error)',
      '(suspected|possible|detected) (mail |forwarding |routing )?loop',
      'mail ?loop',
      '(passed|gone|went|been) through (this|our|the same) (system|server|host) (more than|too many|several|#)',
      '(bouncing|bounces|going|goes|ping-?pong~) (back and forth|round in circles|in circles)',
      'hop count exceed~',
      '(maximum|max) hop count',
      'too many received',
      'received (headers|lines|fields) (count )?(exceed~|too many|limit)',
      'maximum (number of )?(hops|received)',
      'loops back',
      'this message (is looping|has looped)',
      'looping message',
      'message (is )?looping',
      'forwarding loop',
      'routing loop',
      'message has * received headers',
      'received:? (header |headers |line |lines |field |fields )*(counts?|number)? ?(exceed~|is over|over|above|too (many|high))',
      'hops exceeded',
      'exceeded (the )?(maximum )?hop',
      'mail-schleife|schleife erkannt',
    ],
    not: ['lookup'],
    source: 'RFC 5321 s.6.3; RFC 3463 X.4.6',
    examples: [
      '554 5.4.0 Error: too many hops',
      'Too many "Received" headers - suspected mail loop',
      '550 5.4.6 Routing loop detected',
      '554 5.4.6 Too many hops',
    ],
  },
  {
    id: 'loop.code',
    class: 'routing_loop',
    code: ['5.4.6', '4.4.6'],
    confidence: 'medium',
    source: 'RFC 3463 X.4.6',
    examples: ['554 5.4.6 Cannot deliver'],
  },
];
