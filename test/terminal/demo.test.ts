import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PtyShell } from './pty-shell.ts';
import { runWeir } from './run-weir.ts';

test.concurrent(
  'without a terminal it ends by itself, every title judged',
  { timeout: 120_000 },
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'weir-demo-'));
    const { code, stdout, stderr } = await runWeir(['--demo', '--port', '0'], '', {
      HOME: home,
      XDG_STATE_HOME: '',
      OPENAI_API_KEY: 'Canary1',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/demo: 60 titles, 60 judged, 0 lost\n$/);
    expect(stdout).toMatch(/\n p-1 +\| 茅台飞天 53度 500ml +\| \{"risk":0\.9/);
    expect(stdout).toMatch(/\n p-1 +\| 茅台飞天 53度 500ml +\| +0\.9\d \| 酒精饮料\n/);
    expect(stdout).toContain('insert-into_risk_sink');
    expect(stdout).toContain('SCRIPTED');
    expect(stdout).not.toMatch(/error|abcdefg';|Canary|\x1b/);
    expect(readdirSync(home).filter((name) => name !== '.cache')).toEqual([]);
    rmSync(home, { recursive: true });
  },
);

test.concurrent(
  'at a terminal the person is left at the prompt with everything running',
  { timeout: 120_000 },
  async () => {
    const shell = new PtyShell(['--demo', '--port', '0'], { columns: 140 });
    try {
      await shell.until((text) =>
        /compliance_model SCRIPTED · in flight \d+\/10 · .* tokens · Q leaves$/.test(text),
      );
      await shell.until((text) => text.includes('Yours now.') && text.endsWith('weir [1 job]>'));
      shell.type("SELECT ML_PREDICT(compliance_model, '进口威士忌') AS answer;\r");
      await shell.until((text) => /answer\n-+\n \{"risk":0\.9\d,"reason":"酒精饮料"\}\n1 row in/.test(text));
      shell.type('SELECT id FROM risk_sink;\r');
      await shell.until((text) => / p-40\n/.test(text));
      shell.type('q');
      await shell.until((text) => text.endsWith('Job 1 still runs.\nweir [1 job]>'));
      shell.type('\\q\r');
      await shell.until((text) => text.includes('Esc stay'));
      shell.type('c');
      expect(await shell.exited).toMatchObject({ exitCode: 0 });
    } finally {
      await shell.close();
    }
  },
);
