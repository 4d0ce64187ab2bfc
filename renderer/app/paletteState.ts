import { create } from 'zustand';

/** null: closed; else the text it opened with. */
export const usePalette = create<{ text: string | null }>(() => ({ text: null }));
export const openPalette = (text = ''): void => usePalette.setState({ text });
export const closePalette = (): void => usePalette.setState({ text: null });
