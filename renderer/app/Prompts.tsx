import { useRef } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { HostKeyCard, hostOfKey } from '../servers/HostKeyCard.tsx';
import { SecretCard } from '../servers/SecretCard.tsx';
import { usePrompts } from '../servers/usePrompts.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { useRoute } from './router.ts';

/** Questions only the person can answer (host key, secret), wherever they are; the wizards ask in their own place. */
export function Prompts() {
  const { prompts, answer } = usePrompts();
  const route = useRoute();
  const box = useRef<HTMLDivElement>(null);
  const [prompt] = prompts;
  const inWizard = route.screen === 'servers' && route.path[0] === 'add';
  if (prompt === undefined || inWizard) return null;
  const decline = () => void answer(prompt.id, { accept: false, text: null, save: false });
  const title =
    prompt.kind === 'host_key'
      ? addServerUi.key.title(hostOfKey(prompt.host))
      : addServerUi.secret.title(prompt.server);
  return (
    // The harmless choice has the focus: for a key the dialog itself, so that Enter trusts nothing.
    <Dialog
      key={prompt.id}
      open
      onClose={decline}
      alert
      width={620}
      title={title}
      {...(prompt.kind === 'host_key' ? { initialFocus: box } : {})}
    >
      <div ref={box} tabIndex={-1} style={{ outline: 'none' }}>
        {prompt.kind === 'host_key' ? (
          <HostKeyCard
            prompt={prompt}
            titled
            onAnswer={(accept) => void answer(prompt.id, { accept, text: null, save: false })}
          />
        ) : (
          <SecretCard titled prompt={prompt} onAnswer={(given) => void answer(prompt.id, given)} />
        )}
      </div>
    </Dialog>
  );
}
