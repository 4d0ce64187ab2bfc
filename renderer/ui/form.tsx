/** Form controls. All take a `label` for screen readers unless they stand inside a visible <label>. */
import {
  useEffect,
  useRef,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
} from 'react';
import { cx } from './cx.ts';
import styles from './form.module.css';
import { Icon, type IconName } from './icons.tsx';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  icon?: IconName;
  /** Stands at the right end, inside the field. */
  after?: ReactNode;
  invalid?: boolean;
  ref?: Ref<HTMLInputElement>;
  /** Width in px at 100 %; the field grows to its place without. */
  width?: number;
}

export function TextField({
  label,
  value,
  onChange,
  icon,
  after,
  invalid,
  width,
  className,
  ref,
  ...rest
}: TextFieldProps) {
  return (
    <span
      className={cx(styles.field, className)}
      style={width === undefined ? undefined : { width: `${width / 16}rem` }}
      data-invalid={invalid === true ? '' : undefined}
      data-disabled={rest.disabled === true ? '' : undefined}
    >
      {icon !== undefined && <Icon name={icon} size={14} className="f3" />}
      <input
        ref={ref}
        aria-label={label}
        aria-invalid={invalid}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(e) => onChange(e.target.value)}
        {...rest}
      />
      {after}
    </span>
  );
}

export interface NumberFieldProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
  width?: number;
  disabled?: boolean;
}

/** Whole or decimal numbers; a text that is no number in the range is not passed on. */
export function NumberField({ label, value, onChange, min, max, step, width = 56, disabled }: NumberFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== null && document.activeElement !== field.current) field.current.value = String(value);
  }, [value]);
  return (
    <span
      className={styles.field}
      style={{ width: `${width / 16}rem` }}
      data-disabled={disabled === true ? '' : undefined}
    >
      <input
        ref={field}
        type="text"
        inputMode="decimal"
        role="spinbutton"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        disabled={disabled}
        defaultValue={String(value)}
        onChange={(e) => {
          const n = Number(e.target.value);
          const fits =
            e.target.value.trim() !== '' && Number.isFinite(n) && n >= (min ?? -Infinity) && n <= (max ?? Infinity);
          if (fits) onChange(n);
        }}
        onBlur={(e) => (e.target.value = String(value))}
        onKeyDown={(e) => {
          const by = { ArrowUp: 1, ArrowDown: -1 }[e.key];
          if (by === undefined) return;
          e.preventDefault();
          const n = Math.min(max ?? Infinity, Math.max(min ?? -Infinity, value + by * (step ?? 1)));
          e.currentTarget.value = String(n);
          onChange(n);
        }}
      />
    </span>
  );
}

export interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  mono?: boolean;
  invalid?: boolean;
}

export function TextArea({ label, value, onChange, mono, invalid, ...rest }: TextAreaProps) {
  return (
    <span className={cx(styles.field, styles.area)} data-invalid={invalid === true ? '' : undefined}>
      <textarea
        aria-label={label}
        aria-invalid={invalid}
        className={mono === true ? 'mono' : undefined}
        value={value}
        spellCheck={mono !== true}
        onChange={(e) => onChange(e.target.value)}
        {...rest}
      />
    </span>
  );
}

export interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** The system's own list: quick, accessible, and it works the same in every host. */
export function Select<T extends string>({ label, value, options, onChange, disabled }: SelectProps<T>) {
  return (
    <span className={styles.selectWrap}>
      <select
        aria-label={label}
        className={styles.select}
        value={value}
        disabled={disabled}
        onChange={(e) => {
          const chosen = options.find((o) => o.value === e.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((o) => (
          <option key={o.value} value={o.value} disabled={o.disabled}>
            {o.text}
          </option>
        ))}
      </select>
      <Icon name="down" size={12} />
    </span>
  );
}

interface ToggleProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** Visible text; without it give `label`. */
  children?: ReactNode;
  label?: string;
}

function Toggle({
  kind,
  checked,
  onChange,
  disabled,
  children,
  label,
  mixed,
}: ToggleProps & { kind: 'check' | 'switch'; mixed?: boolean }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = mixed === true;
  }, [mixed]);
  const input = (
    <input
      ref={box}
      type="checkbox"
      role={kind === 'switch' ? 'switch' : undefined}
      className={kind === 'switch' ? styles.switch : styles.check}
      checked={checked}
      disabled={disabled}
      aria-label={label}
      onChange={(e) => onChange(e.target.checked)}
    />
  );
  return children === undefined ? (
    input
  ) : (
    <label className={styles.option}>
      {input}
      <span>{children}</span>
    </label>
  );
}

export const Switch = (props: ToggleProps) => <Toggle kind="switch" {...props} />;
export const Checkbox = (props: ToggleProps & { mixed?: boolean }) => <Toggle kind="check" {...props} />;

export const FieldError = ({ children }: { children: ReactNode }) => (
  <p className={styles.error} role="alert">
    {children}
  </p>
);
