import type { ReactNode, Ref } from 'react';
import { bouncesUi as words } from '../../shared/messages/bounces-ui.en.ts';
import { adviceWords } from '../../shared/messages/reasons.en.ts';
import type { BounceFilter } from '../../shared/views/bounces.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox, Select, TextField } from '../ui/form.tsx';
import { Chip } from '../ui/Chip.tsx';
import type { GroupBy } from './BounceGroups.tsx';
import styles from './BouncesScreen.module.css';

const groups: readonly ('none' | GroupBy)[] = ['none', 'domain', 'class', 'sender'];

/** Text, grouping, and what else narrows the list, each with the way out of it. */
export function FilterLine(props: {
  filter: BounceFilter;
  by: GroupBy | null;
  inputRef: Ref<HTMLInputElement>;
  onFilter: (change: Partial<BounceFilter>) => void;
  onGroup: (by: GroupBy | null) => void;
  onClear: () => void;
}): ReactNode {
  const { filter } = props;
  const chips: [string, string, () => void][] = [];
  if (filter.incident !== null) {
    chips.push([words.columns.incident, `#${filter.incident}`, () => props.onFilter({ incident: null })]);
  }
  if (filter.domain !== null) {
    chips.push([words.groupColumns.domain, filter.domain, () => props.onFilter({ domain: null })]);
  }
  if (filter.class !== null) {
    chips.push([words.groupColumns.class, adviceWords[filter.class].title, () => props.onFilter({ class: null })]);
  }
  if (filter.sender !== null) {
    chips.push([
      words.groupColumns.sender,
      filter.sender === '' ? words.nullSender : filter.sender,
      () => props.onFilter({ sender: null }),
    ]);
  }
  return (
    <div className={styles.filters}>
      <span className={styles.search}>
        <TextField
          ref={props.inputRef}
          label={words.search}
          placeholder={words.search}
          icon="search"
          value={filter.text}
          onChange={(text) => props.onFilter({ text })}
          after={<kbd aria-hidden>/</kbd>}
        />
      </span>
      {chips.map(([name, value, remove]) => (
        <Chip key={name} name={name} value={value} onRemove={remove} />
      ))}
      {chips.length > 0 && (
        <Button kind="quiet" small onClick={props.onClear}>
          {words.clear}
        </Button>
      )}
      <span className={styles.push}>
        <Checkbox checked={filter.undoneOnly} onChange={(undoneOnly) => props.onFilter({ undoneOnly })}>
          {words.undoneOnly}
        </Checkbox>
        <Select
          label={words.groupLabel}
          value={props.by ?? 'none'}
          onChange={(by) => props.onGroup(by === 'none' ? null : by)}
          options={groups.map((value) => ({ value, text: words.groups[value] }))}
        />
      </span>
    </div>
  );
}
