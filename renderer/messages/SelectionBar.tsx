import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { Verb } from '../../shared/model/action.ts';
import { Button, IconButton, LinkButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { frame } from '../ui/frame.tsx';

/** What may be done to the selection on the servers it touches; a verb that no server allows is not shown. */
export interface Allowed {
  retry: boolean;
  full: boolean;
}

export function SelectionBar({
  count,
  everything,
  matched,
  left,
  allowed,
  onVerb,
  onSelectAll,
  onClear,
  onCopy,
}: {
  count: number;
  everything: boolean;
  matched: number;
  left: number;
  allowed: Allowed;
  onVerb: (verb: Verb, paced: boolean) => void;
  onSelectAll: () => void;
  onClear: () => void;
  onCopy: (() => void) | null;
}) {
  return (
    <div className={frame.actbar} role="toolbar" aria-label={words.selection.count(count)}>
      <b className="med">{everything ? words.selection.allCount(count) : words.selection.count(count)}</b>
      {left > 0 && <span className="f3">{words.selection.left(left)}</span>}
      {!everything && matched > count && (
        <LinkButton onClick={onSelectAll}>{words.selection.selectAll(matched)}</LinkButton>
      )}
      <LinkButton onClick={onClear}>{words.selection.clear}</LinkButton>
      <span className="grow" />
      {allowed.retry && (
        <>
          <Button icon="retry" hint="R" onClick={() => onVerb('retry', false)}>
            {words.selection.retry(count)}
          </Button>
          <Button icon="pace" hint="⇧R" onClick={() => onVerb('retry', true)}>
            {words.selection.retryPaced}
          </Button>
        </>
      )}
      {allowed.full && (
        <>
          <Button icon="held" hint="H" onClick={() => onVerb('hold', false)}>
            {words.selection.hold}
          </Button>
          <Button icon="release" hint="U" onClick={() => onVerb('release', false)}>
            {words.selection.release}
          </Button>
          <Button kind="danger" icon="trash" onClick={() => onVerb('delete', false)}>
            {words.selection.delete(count)}
          </Button>
        </>
      )}
      {(allowed.full || onCopy !== null) && (
        <Menu
          trigger={<IconButton icon="more" label={words.selection.more} />}
          entries={[
            ...(allowed.full
              ? [
                  { text: words.selection.expire, icon: 'bounces' as const, onChoose: () => onVerb('expire', false) },
                  { text: words.selection.requeue, icon: 'retry' as const, onChoose: () => onVerb('requeue', false) },
                ]
              : []),
            ...(onCopy === null ? [] : [{ text: words.selection.copyIds, icon: 'copy' as const, onChoose: onCopy }]),
          ]}
        />
      )}
    </div>
  );
}
