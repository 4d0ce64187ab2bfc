import type { ReactNode } from 'react';
import { bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import { adviceWords } from '../../shared/messages/reasons.en.ts';
import type { BounceFilter, BounceGroup } from '../../shared/views/bounces.ts';
import type { ReasonClass } from '../../shared/model/reason.ts';
import { LinkButton } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { number, when } from '../ui/format.ts';
import { useRequest } from '../state/request.ts';
import { useVersion } from '../state/streams.ts';
import ruled from '../ui/ruled.module.css';
import styles from './BouncesScreen.module.css';

export type GroupBy = 'domain' | 'class' | 'sender';

const columns = bouncesUi.groupColumns;
/** A label of a class group in words; other groups speak for themselves. */
const labelOf = (by: GroupBy, group: BounceGroup): string => {
  if (by === 'class') {
    const words = (adviceWords as Partial<Record<string, { title: string }>>)[group.label];
    return words?.title ?? (group.label === '' ? bouncesUi.groupNone : group.label);
  }
  if (group.label !== '') return group.label;
  return by === 'sender' ? bouncesUi.nullSender : bouncesUi.groupNone;
};

/** Reports grouped by recipient domain, cause or sender; a group opens as a filter. */
export function BounceGroups(props: {
  servers: string[] | null;
  filter: BounceFilter;
  by: GroupBy;
  onFilter: (filter: Partial<BounceFilter>) => void;
}): ReactNode {
  const { data, error } = useRequest(
    'bounces.groups',
    { scope: { servers: props.servers }, filter: props.filter, by: props.by },
    { after: [useVersion('bounces')] },
  );
  if (error !== undefined) return <ErrorNote error={error} />;
  const open = (label: string): void => {
    if (props.by === 'domain') props.onFilter({ domain: label });
    else if (props.by === 'class') props.onFilter({ class: label === '' ? null : (label as ReasonClass) });
    else props.onFilter({ sender: label });
  };
  return (
    <div className={styles.groups}>
      <table className={ruled.sticky} aria-label={columns[props.by]}>
        <thead>
          <tr>
            <th scope="col">{columns[props.by]}</th>
            <th scope="col" className="num">
              {columns.failed}
            </th>
            <th scope="col" className="num">
              {columns.delayed}
            </th>
            <th scope="col" className="num">
              {columns.notOurs}
            </th>
            <th scope="col">{columns.last}</th>
          </tr>
        </thead>
        <tbody>
          {(data ?? []).map((group) => (
            <tr key={group.label}>
              <td>
                <LinkButton onClick={() => open(group.label)}>{labelOf(props.by, group)}</LinkButton>
              </td>
              <td className="num">{group.failed === 0 ? '' : number(group.failed)}</td>
              <td className="num">{group.delayed === 0 ? '' : number(group.delayed)}</td>
              <td className="num">{group.notOurs === 0 ? '' : number(group.notOurs)}</td>
              <td className="f3">{when(group.last, Date.now())}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
