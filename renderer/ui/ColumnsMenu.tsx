import { tableWords } from '../../shared/messages/ui.en.ts';
import { Button, IconButton } from './Button.tsx';
import { useColumns, type Column } from './columns.ts';
import { Menu } from './Menu.tsx';

/** Hides and shows the columns of a table; their order and width change in the head itself. */
/** `icon`: as three dots, for heads with little room. */
export function ColumnsMenu<R>({
  table,
  columns,
  icon,
}: {
  table: string;
  columns: readonly Column<R>[];
  icon?: boolean;
}) {
  const state = useColumns(table, columns);
  return (
    <Menu
      trigger={
        icon === true ? (
          <IconButton icon="more" label={tableWords.columns} />
        ) : (
          <Button kind="quiet">{tableWords.columns}</Button>
        )
      }
      entries={[
        ...columns
          .filter((c) => c.fixed !== true)
          .map((c) => ({
            kind: 'check' as const,
            text: c.name ?? c.title,
            checked: !state.layout.hidden.includes(c.id),
            onChange: (shown: boolean) => state.hide(c.id, !shown),
          })),
        { kind: 'rule' as const },
        { text: tableWords.reset, onChoose: state.reset },
      ]}
    />
  );
}
