import type { Reason } from '../model/reason.ts';
import type { DeferredRecipient } from './alerts.ts';
import { registrableDomain } from '../registrableDomain.ts';
import { providerOfHost } from '../reasons/index.ts';

/**
 * Class, side and provider group of a deferred recipient. The provider is who the text shows (a small domain may be
 * hosted at a big provider, which only the host's name tells), else who runs the recipient's domain, else that domain.
 */
export function reasonOf(reason: Reason, recipient: string, text: string): DeferredRecipient['reason'] {
  const at = recipient.lastIndexOf('@');
  const domain = at < 0 ? '' : recipient.slice(at + 1, at + 254).toLowerCase();
  const provider = reason.provider ?? (domain === '' ? null : (providerOfHost(domain) ?? registrableDomain(domain)));
  return { class: reason.class, side: reason.side, provider: provider === '' ? null : provider, text };
}

const most = 20_000;
/** Public addresses say nothing about the cause; loopback and private ones may be a hop of ours. */
const address = /\b(?!127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d{1,3}(?:\.\d{1,3}){3}\b/g;
const localPart = /[^\s<>@"']{1,64}@/g;

/** `classify` with a memory: the same text about another recipient or by another address is not read twice. */
export function remembered(classify: (text: string) => Reason): (text: string) => Reason {
  const known = new Map<string, Reason>();
  return (text) => {
    const key = text.replace(localPart, '@').replace(address, '0.0.0.0');
    let reason = known.get(key);
    if (!reason) {
      if (known.size >= most) known.clear();
      reason = classify(text);
      known.set(key, reason);
    }
    return reason;
  };
}
