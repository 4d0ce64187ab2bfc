import { Fragment, useState } from 'react';
import { dialogWords, keyWords } from '../../shared/messages/ui.en.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useAppSettings } from './appearance.ts';
import { Keys, listedKeys } from './keys.tsx';
import styles from './shell.module.css';

/** `?`: the keys of this screen, as they are bound now. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const [keys] = useState(listedKeys);
  const single = useAppSettings()?.appearance.singleKeys ?? true;
  return (
    <Dialog
      open
      onClose={onClose}
      title={keyWords.title}
      width={620}
      foot={<Button onClick={onClose}>{dialogWords.close}</Button>}
      note={single ? undefined : keyWords.off}
    >
      <div className={styles.keyGrid}>
        {(['here', 'everywhere'] as const).map((scope) => {
          const rows = keys.filter((k) => k.scope === scope);
          return rows.length === 0 ? null : (
            <Fragment key={scope}>
              <h3>{keyWords[scope]}</h3>
              {rows.map((k) => (
                <div key={k.keys}>
                  <span>{k.label}</span>
                  <Keys keys={k.keys} />
                </div>
              ))}
            </Fragment>
          );
        })}
      </div>
    </Dialog>
  );
}
