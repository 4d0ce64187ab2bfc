import { describe, expect, it } from 'vitest';
import { renderOpenMetrics } from '../../../electron/web/metrics.ts';

describe('OpenMetrics text', () => {
  it('escapes what a stranger wrote, leaves out the unknown, ends with EOF', () => {
    const text = renderOpenMetrics([
      {
        name: 'a_seconds',
        type: 'gauge',
        unit: 'seconds',
        help: 'Line\nbreak \\ here',
        rows: [
          { labels: { cause: 'say "no"\n# EOF\u0000\\' }, value: 1.5 },
          { labels: { cause: 'x' }, value: null },
          { labels: { cause: 'y' }, value: Number.NaN },
          { labels: {}, value: 0 },
        ],
      },
      { name: 'build', type: 'info', help: 'Version.', rows: [{ labels: { version: '1' }, value: 1 }] },
    ]);
    expect(text).toBe(
      '# TYPE a_seconds gauge\n# UNIT a_seconds seconds\n# HELP a_seconds Line\\nbreak \\\\ here\n' +
        'a_seconds{cause="say \\"no\\"\\n# EOF \\\\"} 1.5\na_seconds 0\n' +
        '# TYPE build info\n# HELP build Version.\nbuild_info{version="1"} 1\n# EOF\n',
    );
  });
});
