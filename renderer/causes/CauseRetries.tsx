import { causesWords as words } from '../../shared/messages/causes-ui.en.ts';
import type { CauseRow } from '../../shared/views/causes.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { isLocal } from './useCauses.ts';
import type { AllCauseActions } from './useCauseActions.tsx';

/** What may be tried at a cause: the check of our own part first, one message, all of them paced; or why nothing may. */
export function CauseRetries({
  row,
  act,
  paced,
}: {
  row: CauseRow;
  act: AllCauseActions;
  /** What the paced retry is called here; null: not offered. */
  paced: string | null;
}) {
  if (!act.canRetry(row))
    return <span className="s12 f3">{words.observe(row.servers.map(act.serverName).join(', '))}</span>;
  const safe = row.retryMakesWorse === null;
  return (
    <>
      {isLocal(row) && (
        <Button icon="eye" hint="C" onClick={() => act.check(row)}>
          {words.checkAgain}
        </Button>
      )}
      <Button icon="retry" hint="R" kind={safe ? 'primary' : 'plain'} onClick={() => act.retryOne(row)}>
        {words.retryOne}
      </Button>
      {paced !== null && (
        <Button icon="pace" kind={safe ? 'plain' : 'primary'} onClick={() => act.retryPaced(row)}>
          {paced}
        </Button>
      )}
      <span className="grow" />
      <Menu trigger={<IconButton icon="more" label={words.more} />} entries={act.menu(row)} />
    </>
  );
}
