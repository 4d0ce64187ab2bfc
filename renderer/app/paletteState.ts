import { create } from 'zustand';

interface PaletteState {
  /** null: closed; else the text it opened with. */
  text: string | null;
  /** Had the focus before; its field takes it before the dialog could notice. */
  from: HTMLElement | null;
}

export const usePalette = create<PaletteState>(() => ({ text: null, from: null }));
export function openPalette(text = ''): void {
  const { activeElement: from } = document;
  usePalette.setState({ text, from: from instanceof HTMLElement ? from : null });
}
export const closePalette = (): void => usePalette.setState({ text: null });
