import { useState } from 'react';
import { causesWords as words } from '../../shared/messages/causes-ui.en.ts';
import type { CauseRow, CausesView } from '../../shared/views/causes.ts';
import { Icon } from '../ui/icons.tsx';
import { InPlace } from '../ui/facts.tsx';
import { frame } from '../ui/frame.tsx';
import { arrayRows, Table, type TableItem } from '../ui/Table.tsx';
import type { causeColumns } from './causeColumns.tsx';
import { isLocal, type Ordered } from './useCauses.ts';

interface CauseTableProps {
  view: CausesView | undefined;
  ordered: Ordered;
  columns: ReturnType<typeof causeColumns>;
  layout: string;
  rowHeight: number;
  open: string | null;
  query: string;
  blind: readonly string[];
  allBlind: boolean;
  onOpen: (row: CauseRow) => void;
  onCursor: (row: CauseRow | null) => void;
  onHold: (held: boolean) => void;
}

/** The causes: ours on top, then the others, then those that clear by themselves, folded. */
export function CauseTable({
  view,
  ordered,
  columns,
  layout,
  rowHeight,
  open,
  query,
  blind,
  allBlind,
  onOpen,
  onCursor,
  onHold,
}: CauseTableProps) {
  const [unfolded, setUnfolded] = useState(false);
  const items: TableItem<CauseRow>[] = [];
  const row = (r: CauseRow): TableItem<CauseRow> => ({ kind: 'row', row: r });
  const local = ordered.rows.filter((r) => isLocal(r.row)).map((r) => r.row);
  const others = ordered.rows.filter((r) => !isLocal(r.row)).map((r) => r.row);
  const gone = new Set(ordered.rows.filter((r) => r.gone).map((r) => r.row.id));
  const folded = view?.selfClearing ?? null;
  if (view !== undefined && !(allBlind && view.rows.length === 0)) {
    items.push({
      kind: 'section',
      id: 'local',
      node: (
        <>
          <Icon name="local" size={13} className={local.length > 0 ? 'c-local' : 'f3'} />
          <b>{words.local}</b>
          <span>{local.length > 0 ? words.localHint : words.localNone}</span>
          {local.length === 0 && blind.length > 0 && (
            <span className="c-blind row" style={{ gap: '0.25rem' }}>
              <Icon name="blind" size={12} />
              {words.localBlind(blind.join(', '))}
            </span>
          )}
        </>
      ),
    });
    items.push(...local.map(row));
    if (others.length > 0) {
      items.push({
        kind: 'section',
        id: 'others',
        node: (
          <>
            <b>{words.others}</b>
            <span>{words.othersHint}</span>
          </>
        ),
      });
      items.push(...others.map(row));
    }
    if (folded !== null) {
      items.push({
        kind: 'section',
        id: 'clears',
        height: 30,
        node: (
          <button
            type="button"
            className={frame.fold}
            tabIndex={-1}
            aria-expanded={unfolded}
            title={unfolded ? words.fold : words.unfold}
            onClick={() => setUnfolded(!unfolded)}
          >
            <Icon name={unfolded ? 'down' : 'right'} size={12} />
            <Icon name="clock" size={13} />
            <b>{words.clears}</b>
            <span className="cut">{folded.text}</span>
          </button>
        ),
      });
      if (unfolded) items.push(...folded.rows.map(row));
    }
  }
  const nothing = ordered.rows.length === 0 && folded === null;
  const empty =
    view === undefined ? undefined : allBlind ? (
      <InPlace title={words.blindNone} />
    ) : query !== '' ? (
      <InPlace title={words.noneMatch} />
    ) : (
      <InPlace title={words.none}>{words.noneText}</InPlace>
    );
  const shown = nothing ? [] : items;
  return (
    <>
      <Table
        id={`causes.${layout}`}
        label={words.title}
        columns={columns}
        rows={{ ...arrayRows(shown), stamp: shown.map((i) => (i.kind === 'row' ? i.row.id : i.id)).join(' ') }}
        keyOf={(r) => r.id}
        rowHeight={rowHeight}
        openKey={open}
        onOpen={onOpen}
        onCursor={onCursor}
        onHold={onHold}
        tone={(r) =>
          gone.has(r.id) ? 'gone' : r.side === 'local' && r.incident?.severity === 'critical' ? 'local' : undefined
        }
        empty={empty}
      />
      {view !== undefined && view.untold > 0 && <div className={frame.line}>{words.untold(view.untold)}</div>}
    </>
  );
}
