import { BIGINT, STRING } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import { defineScalar } from '../define.ts';

/** One to four parts of up to 255; the last one counts the single addresses, so 127.1 is 127.0.0.1. */
export const inetAton = takingBareNull(
  defineScalar({
    name: 'INET_ATON',
    syntax: 'INET_ATON(address)',
    doc: "The IPv4 address 'a.b.c.d' as a number; NULL for what is none.",
    args: ['STRING'],
    returns: BIGINT,
    nullable: true,
    call(text) {
      if (!/^\d+(?:\.\d+){0,3}$/.test(text)) return null;
      const parts = text.split('.').map(Number);
      if (parts.some((part) => part > 255)) return null;
      const last = parts.pop() ?? 0;
      return parts.reduce((sum, part, i) => sum + part * 256 ** (3 - i), last);
    },
  }),
);

export const inetNtoa = takingBareNull(
  defineScalar({
    name: 'INET_NTOA',
    syntax: 'INET_NTOA(number)',
    doc: 'The IPv4 address of a number from 0 to 4294967295; NULL for others.',
    args: ['BIGINT'],
    returns: STRING,
    nullable: true,
    call(value) {
      if (typeof value === 'bigint' || value < 0 || value > 0xffffffff) return null;
      return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    },
  }),
  BIGINT,
);
