import type { Handlers } from '../../../../shared/contract.ts';
import { now, seconds } from './clock.ts';

export const actionHandlers: Partial<Handlers> = {
  'actions.preview': ({ verb, selection, pace }) => {
    const one = selection.kind === 'cause' && selection.one;
    const messages = one ? 1 : 357;
    return {
      token: `t-${verb}-${messages}`,
      verb,
      messages,
      recipients: messages + 25,
      domains: one ? 1 : 61,
      perServer: [{ server: 'mx1', name: 'mx1', production: true, messages, refused: null }],
      perClass: [{ class: 'reputation', title: 'IP reputation', messages }],
      oldest: seconds(now) - 11_520,
      newest: seconds(now) - 840,
      leftOut: [{ why: 'held', messages: 0 }],
      sample: [
        {
          server: 'mx1',
          id: '4Zq3m1k8Lw',
          sender: 'orders@kestrel-shop.example',
          recipient: 'd.nwosu@example.com',
          more: 2,
          arrival: seconds(now) - 11_520,
        },
      ],
      commands: ['postsuper -d -'],
      warnings: verb === 'retry' && !one ? ['Each refused attempt counts against the IP.'] : [],
      notes: [],
      domain:
        selection.kind === 'domain'
          ? {
              name: selection.domain,
              servers: [
                {
                  server: 'mx1',
                  name: 'mx1',
                  own: selection.own,
                  command: selection.own ? `exim4 -Rf @${selection.domain}` : null,
                  why: selection.own ? null : 'As asked for.',
                  extras: 0,
                  extraDomains: [],
                  counted: null,
                },
              ],
            }
          : null,
      cannotUndo: verb === 'delete' ? 'Undo is not possible after this step' : null,
      confirm:
        verb !== 'delete' ? 'click' : selection.kind === 'domain' && selection.own ? 'type_domain' : 'type_count',
      undoSeconds: 0,
      suggestedPace: pace,
      takesMs: null,
      problem: null,
    };
  },
  'actions.start': () => ({ run: 'run-1' }),
  'actions.control': () => ({ ok: true }),
};
