import { describe, expect, it } from 'vitest';
import { formatLink, parseForeignLink, parseLink, screens, type Link } from '../../shared/links.ts';

const links: Link[] = [
  { to: 'cause', id: 'mx1|rate_limit/Größe?#%&x', verb: null },
  { to: 'cause', id: 'x', verb: 'retry' },
  { to: 'incident', id: 131 },
  { to: 'message', server: 'mx/1', id: '4Zq7 <x>' },
  { to: 'server', id: 'mx1' },
  ...screens.map((screen): Link => ({ to: 'screen', screen })),
];

describe('addresses inside the app', () => {
  it.each(links)('survive writing and reading: %j', (link) => {
    expect(parseLink(formatLink(link))).toEqual(link);
  });

  it.each([
    '',
    'queuewatch:',
    'queuewatch://',
    'queuewatch://cause',
    'queuewatch://cause/',
    'queuewatch://cause/a/b',
    'queuewatch://cause/%zz',
    'queuewatch://cause/%00',
    'queuewatch://cause/a%0d%0ab',
    'queuewatch://cause/x?do=delete',
    'queuewatch://incident/1?do=retry',
    'queuewatch://incident/-1',
    'queuewatch://incident/1e3',
    'queuewatch://incident/1/2',
    'queuewatch://incident/9999999999999999',
    'queuewatch://message/mx1',
    'queuewatch://message/mx1/a/b',
    'queuewatch://settings/x',
    'queuewatch://evil@cause/x',
    'queuewatch://cause/x#y',
    'queuewatch://cause/x y',
    'Queuewatch://causes',
    'https://causes',
    'javascript:alert(1)',
    ' queuewatch://causes',
    'queuewatch://causes\n--inspect',
    `queuewatch://cause/${'x'.repeat(501)}`,
    `queuewatch://cause/${'x'.repeat(100_000)}`,
  ])('refuses %j', (text) => {
    expect(parseLink(text)).toBeNull();
  });

  it('from outside show, and never begin an action', () => {
    expect(parseForeignLink('queuewatch://cause/x?do=retry')).toEqual({ to: 'cause', id: 'x', verb: null });
  });
});
