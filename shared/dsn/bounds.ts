import type { ReadLimit } from '../model/bounce.ts';

/**
 * What is read of one message at most. Everything in it is a stranger's text: a returned message can be 50 MB, a spam
 * return can hold lines of 64 KB, a hostile one 10,000 nested parts. Each bound is far above every real report seen.
 */
export interface DsnBounds {
  /** Bytes of the whole message looked at. */
  readonly size: number;
  /** Bytes of one header block; what follows is skipped to the end of the block. */
  readonly header: number;
  /** Parts of the tree, counted over the whole message. */
  readonly parts: number;
  /** Multipart inside multipart. */
  readonly depth: number;
  /** Bytes of the notice for people, per part, before decoding. */
  readonly text: number;
  /** Bytes of all status parts together, before decoding; 100,000 recipients need about 20 MB. */
  readonly status: number;
  /** Bytes of the returned message looked at: its header block and a little more. */
  readonly returned: number;
  /** Recipients kept; the others are counted. */
  readonly recipients: number;
}

export const defaultBounds: DsnBounds = {
  size: 64 * 1024 * 1024,
  header: 256 * 1024,
  parts: 200,
  depth: 12,
  text: 256 * 1024,
  status: 32 * 1024 * 1024,
  returned: 128 * 1024,
  recipients: 10_000,
};

/** Characters kept of one value (an address, a diagnostic, a subject). */
export const valueLength = {
  address: 512,
  diagnostic: 4096,
  word: 1024,
  notice: 32 * 1024,
  fields: 64 * 1024,
} as const;

/** Bounds met while reading one message. */
export type MetLimits = Set<ReadLimit>;
