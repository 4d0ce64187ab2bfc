import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './cx.ts';
import styles from './button.module.css';
import { Icon, type IconName } from './icons.tsx';

export type ButtonKind = 'plain' | 'primary' | 'quiet' | 'danger' | 'danger-solid';

const kinds: Record<ButtonKind, string | undefined> = {
  plain: undefined,
  primary: styles.primary,
  quiet: styles.quiet,
  danger: styles.danger,
  'danger-solid': styles.dangerSolid,
};

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  kind?: ButtonKind;
  icon?: IconName | undefined;
  /** Key cap shown at the right; the key itself is bound with `useKeys`. */
  hint?: string | undefined;
  small?: boolean;
  pressed?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** Text is a verb with its count ("Retry 211, paced"). */
export function Button({ kind = 'plain', icon, hint, small, pressed, children, className, ref, ...rest }: ButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      aria-pressed={pressed}
      className={cx(styles.btn, kinds[kind], small === true && styles.small, pressed === true && styles.on, className)}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
      {hint !== undefined && <kbd aria-hidden="true">{hint}</kbd>}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  icon: IconName;
  /** Said by screen readers and shown as the title. */
  label: string;
  kind?: ButtonKind;
  small?: boolean;
  pressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, kind = 'quiet', small, pressed, className, ref, ...rest }: IconButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      className={cx(
        styles.btn,
        styles.icon,
        kinds[kind],
        small === true && styles.small,
        pressed === true && styles.on,
        className,
      )}
      {...rest}
    >
      <Icon name={icon} size={15} />
    </button>
  );
}

/** Looks like a link, acts like a button. */
export function LinkButton({ children, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" className={cx(styles.link, className)} {...rest}>
      {children}
    </button>
  );
}
