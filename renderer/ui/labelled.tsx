/**
 * Form controls under their visible label, with a hint below. Inside a sentence or a table (where the words stand
 * around it) `hideLabel` keeps the label for screen readers only.
 */
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import * as form from './form.tsx';
import styles from './labelled.module.css';

interface Labelled {
  label: string;
  hideLabel?: boolean;
  hint?: string;
  invalid?: boolean;
}

function Field(props: Labelled & { id: string; mono?: boolean | undefined; children: ReactNode }): ReactNode {
  return (
    <div className={cx(styles.field, props.mono === true && styles.mono)}>
      {props.hideLabel !== true && (
        <label className={styles.label} htmlFor={props.id}>
          {props.label}
        </label>
      )}
      {props.children}
      {props.hint !== undefined && (
        <span id={`${props.id}-hint`} className={cx(styles.hint, props.invalid === true && styles.bad)}>
          {props.hint}
        </span>
      )}
    </div>
  );
}

const describedBy = (id: string, hint: string | undefined): string | undefined =>
  hint === undefined ? undefined : `${id}-hint`;

export interface TextFieldProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password' | 'url';
  placeholder?: string;
  autoComplete?: string;
  autoFocus?: boolean;
  maxLength?: number;
  mono?: boolean;
  /** Stands behind the field, on its line: "days". */
  unit?: string;
  width?: 'narrow';
  suggestions?: readonly string[];
  onBlur?: () => void;
  onEnter?: () => void;
}

export function TextField(props: TextFieldProps): ReactNode {
  const id = useId();
  const list = props.suggestions ?? [];
  return (
    <Field {...props} id={id}>
      <span className={styles.row}>
        <form.TextField
          id={id}
          label={props.label}
          value={props.value}
          onChange={props.onChange}
          invalid={props.invalid === true}
          type={props.type ?? 'text'}
          placeholder={props.placeholder}
          autoComplete={props.autoComplete ?? 'off'}
          autoFocus={props.autoFocus}
          maxLength={props.maxLength}
          aria-describedby={describedBy(id, props.hint)}
          list={list.length > 0 ? `${id}-list` : undefined}
          onBlur={props.onBlur}
          onKeyDown={(event) => {
            if (event.key === 'Enter') props.onEnter?.();
          }}
          className={cx(props.width === 'narrow' && styles.narrow)}
        />
        {list.length > 0 && (
          <datalist id={`${id}-list`}>
            {list.map((text) => (
              <option key={text} value={text} />
            ))}
          </datalist>
        )}
        {props.unit}
      </span>
    </Field>
  );
}

export interface TextAreaProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  rows?: number;
  maxLength?: number;
  mono?: boolean;
  autoFocus?: boolean;
  id?: string;
  /** Ctrl+Enter or Cmd+Enter. */
  onSubmit?: () => void;
}

export function TextArea(props: TextAreaProps): ReactNode {
  const own = useId();
  const id = props.id ?? own;
  return (
    <Field {...props} id={id}>
      <form.TextArea
        id={id}
        label={props.label}
        value={props.value}
        onChange={props.onChange}
        invalid={props.invalid === true}
        mono={props.mono === true}
        placeholder={props.placeholder}
        rows={props.rows ?? 3}
        maxLength={props.maxLength}
        autoFocus={props.autoFocus}
        aria-describedby={describedBy(id, props.hint)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || props.onSubmit === undefined) return;
          event.preventDefault();
          props.onSubmit();
        }}
      />
    </Field>
  );
}

export interface SelectProps<T extends string> extends Labelled {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

export function Select<T extends string>(props: SelectProps<T>): ReactNode {
  const id = useId();
  return (
    <Field {...props} id={id}>
      <span className={styles.choice}>
        <form.Select
          label={props.label}
          value={props.value}
          onChange={props.onChange}
          options={props.options.map((option) => ({ value: option.value, text: option.label }))}
        />
      </span>
    </Field>
  );
}

export interface NumberFieldProps extends Labelled {
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  unit?: string;
}

export function NumberField(props: NumberFieldProps): ReactNode {
  const id = useId();
  return (
    <Field {...props} id={id}>
      <span className={styles.choice}>
        <form.NumberField
          label={props.label}
          value={props.value}
          min={props.min}
          max={props.max}
          onChange={props.onChange}
        />
        {props.unit}
      </span>
    </Field>
  );
}

/** A number within a sentence; the words around it are its visible label. */
export function InlineNumber(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}): ReactNode {
  const digits = Math.max(String(props.max).length > 5 ? 4 : 2, String(props.value).length);
  return <form.NumberField {...props} width={30 + digits * 9} />;
}

interface TickProps {
  label: string;
  hideLabel?: boolean;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox(props: TickProps): ReactNode {
  return (
    <span className={styles.check}>
      <form.Checkbox checked={props.checked} onChange={props.onChange} disabled={props.disabled === true}>
        {props.label}
      </form.Checkbox>
      {props.hint !== undefined && <span className={styles.hint}>{props.hint}</span>}
    </span>
  );
}

export function Switch(props: TickProps): ReactNode {
  if (props.hideLabel === true) {
    return (
      <form.Switch
        label={props.label}
        checked={props.checked}
        onChange={props.onChange}
        disabled={props.disabled === true}
      />
    );
  }
  return (
    <form.Switch checked={props.checked} onChange={props.onChange} disabled={props.disabled === true}>
      {props.label}
    </form.Switch>
  );
}

const pad = (n: number): string => String(n).padStart(2, '0');
const localText = (at: number): string => {
  const d = new Date(at);
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
};

/** A local date and time, epoch ms; what is being typed counts only when it is one. */
export function DateTimeField(props: { label: string; value: number; onChange: (at: number) => void }): ReactNode {
  const [text, setText] = useState<string | null>(null);
  return (
    <form.TextField
      label={props.label}
      type="datetime-local"
      value={text ?? localText(props.value)}
      onChange={(next) => {
        setText(next);
        const at = new Date(next).getTime();
        if (Number.isFinite(at)) props.onChange(at);
      }}
      onBlur={() => setText(null)}
    />
  );
}
