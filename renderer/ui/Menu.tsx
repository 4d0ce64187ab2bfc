import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icons.tsx';
import styles from './overlay.module.css';

export type MenuEntry =
  | {
      kind?: 'item';
      text: ReactNode;
      icon?: IconName | undefined;
      right?: ReactNode;
      disabled?: boolean;
      danger?: boolean;
      onChoose: () => void;
    }
  | {
      kind: 'check';
      text: ReactNode;
      right?: ReactNode;
      checked: boolean;
      disabled?: boolean;
      onChange: (checked: boolean) => void;
    }
  | { kind: 'group'; text: ReactNode }
  | { kind: 'rule' };

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
  onOpenChange?: (open: boolean) => void;
}

export function Menu({ trigger, entries, align = 'end', onOpenChange }: MenuProps) {
  return (
    <Base.Root onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={4}>
          <Base.Popup className={styles.menu}>
            {entries.map((e, i) => (
              <Entry key={i} entry={e} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Entry({ entry: e }: { entry: MenuEntry }) {
  switch (e.kind) {
    case 'rule':
      return <Base.Separator className={styles.rule} />;
    case 'group':
      return <div className={styles.group}>{e.text}</div>;
    case 'check':
      return (
        <Base.CheckboxItem
          className={styles.item}
          checked={e.checked}
          disabled={e.disabled ?? false}
          closeOnClick={false}
          onCheckedChange={(checked) => e.onChange(checked)}
        >
          <span style={{ width: '0.875rem' }}>{e.checked && <Icon name="check" size={14} />}</span>
          {e.text}
          {e.right !== undefined && <span className={styles.right}>{e.right}</span>}
        </Base.CheckboxItem>
      );
    default:
      return (
        <Base.Item
          className={cx(styles.item, e.danger === true && styles.danger)}
          disabled={e.disabled ?? false}
          onClick={() => e.onChoose()}
        >
          {e.icon !== undefined && <Icon name={e.icon} size={14} />}
          {e.text}
          {e.right !== undefined && <span className={styles.right}>{e.right}</span>}
        </Base.Item>
      );
  }
}
