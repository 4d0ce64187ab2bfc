import type { RequestOutput } from '../../shared/contract.ts';

/** Hands a file the engine made to the person. */
export function download(file: RequestOutput<'messages.export'>): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: file.mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
