import { dialog, shell } from 'electron';
import type { RequestOutput } from '../../shared/contract.ts';
import { externalUrl } from '../../shared/externalUrl.ts';
import { openLink as words } from '../../shared/messages/host.en.ts';
import type { WindowStateStore } from './windowState.ts';

/**
 * Gives a link to the system, after the person has seen where it leads: the page shows texts of strangers, and a click
 * in it is not yet a wish to visit them. A host can be trusted for good.
 */
export async function openLink(
  text: string,
  state: Pick<WindowStateStore, 'get' | 'set'>,
): Promise<RequestOutput<'app.openExternal'>> {
  const checked = externalUrl(text);
  if (!checked.ok) return { opened: false, why: checked.why };
  const url = new URL(checked.url);
  const isMail = url.protocol === 'mailto:';
  const known = state.get().openedHosts;

  if (isMail || !known.includes(url.host)) {
    const { response, checkboxChecked } = await dialog.showMessageBox({
      type: 'question',
      message: isMail ? words.mail(url.pathname.slice(0, 200)) : words.question(url.host),
      detail: checked.url.slice(0, 500),
      buttons: [words.open, words.cancel],
      defaultId: 0,
      cancelId: 1,
      ...(isMail ? {} : { checkboxLabel: words.always(url.host) }),
    });
    if (response !== 0) return { opened: false, why: words.declined };
    if (checkboxChecked && !isMail) state.set({ openedHosts: [...known, url.host].slice(-500) });
  }
  await shell.openExternal(checked.url);
  return { opened: true, why: null };
}
