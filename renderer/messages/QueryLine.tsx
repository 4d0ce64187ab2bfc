import { useState, type KeyboardEvent, type Ref } from 'react';
import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { Filter, FilterTerm } from '../../shared/model/filter.ts';
import { parseQuery, printQuery, type QueryProblem } from '../../shared/query.ts';
import { Icon } from '../ui/icons.tsx';
import { frame } from '../ui/frame.tsx';
import styles from './messages.module.css';

/** "age > 1h" of a term, cut after its field for the chip. */
function chipOf(term: FilterTerm): { key: string; value: string } {
  const printed = printQuery([term]);
  const colon = term.field === 'text' ? -1 : printed.indexOf(':');
  return colon < 0
    ? { key: term.not ? 'not' : '', value: term.value }
    : { key: printed.slice(0, colon), value: printed.slice(colon + 1) };
}

/**
 * The query as chips and a field for the next words. Words become chips at Enter or a blank after a whole word of ours; the
 * address of the screen holds the query, so it can be handed on.
 */
export function QueryLine({
  filter,
  onChange,
  inputRef,
}: {
  filter: Filter;
  onChange: (filter: Filter) => void;
  inputRef: Ref<HTMLInputElement>;
}) {
  const [text, setText] = useState('');
  const [problems, setProblems] = useState<QueryProblem[]>([]);
  const take = (line: string): void => {
    const parsed = parseQuery(line);
    setProblems(parsed.problems);
    if (parsed.filter.length > 0) onChange([...filter, ...parsed.filter]);
    setText(parsed.problems.map((p) => p.text).join(' '));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault();
      take(text);
    } else if (event.key === ' ' && /^-?[a-z]+:(?:"[^"]*"|[^"\s]+)$/.test(text.trim())) {
      event.preventDefault();
      take(text);
    } else if (event.key === 'Backspace' && text === '' && filter.length > 0) {
      onChange(filter.slice(0, -1));
    } else if (event.key === 'Escape') {
      if (text !== '') setText('');
      event.currentTarget.blur();
    }
  };
  return (
    <div className={frame.bar}>
      <div className={styles.query} role="search">
        <Icon name="search" size={14} className="f3" />
        {filter.map((term, i) => {
          const { key, value } = chipOf(term);
          return (
            <span key={i} className={frame.chip}>
              <span>{key}</span>
              <span className="stranger">{value}</span>
              <button
                type="button"
                aria-label={words.remove(printQuery([term]))}
                onClick={() => onChange(filter.filter((_, at) => at !== i))}
              >
                <Icon name="x" size={12} />
              </button>
            </span>
          );
        })}
        <input
          ref={inputRef}
          value={text}
          aria-label={words.search}
          aria-describedby={problems.length > 0 ? 'query-problem' : undefined}
          placeholder={filter.length === 0 ? words.searchHint : ''}
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setProblems([]);
          }}
          onKeyDown={onKeyDown}
        />
        {filter.length > 0 && (
          <button type="button" className={styles.clear} onClick={() => onChange([])}>
            {words.clear}
          </button>
        )}
        <kbd aria-hidden="true">/</kbd>
      </div>
      {problems.length > 0 && (
        <span id="query-problem" role="alert" className="s12 c-warning cut">
          {problems.map((p) => words.problem(p)).join(' · ')}
        </span>
      )}
    </div>
  );
}
