import { unicodeSet, type CharSet } from './char-set.ts';
import type { Flags } from './flags.ts';
import { binaryProperty, namedClass, unicodePosixClass } from './named-class.ts';
import { unicodeBlock } from './unicode-block.ts';

/** The set behind \p{name} or \p{name=value}; undefined if Java knows none. */
export function property(text: string, flags: Flags): CharSet | undefined {
  const equals = text.indexOf('=');
  if (equals !== -1) return valueOf(text.slice(0, equals).toLowerCase(), text.slice(equals + 1), flags);
  if (text.startsWith('In')) return unicodeBlock(text.slice(2));
  if (text.startsWith('Is')) {
    const name = text.slice(2);
    return (
      binaryProperty(name, flags) ?? unicodePosixClass(name, flags) ?? namedClass(name, flags) ?? script(name)
    );
  }
  return (flags.unicodeClasses ? unicodePosixClass(text, flags) : undefined) ?? namedClass(text, flags);
}

function valueOf(name: string, value: string, flags: Flags): CharSet | undefined {
  switch (name) {
    case 'sc':
    case 'script':
      return script(value);
    case 'blk':
    case 'block':
      return unicodeBlock(value);
    case 'gc':
    case 'general_category':
      return namedClass(value, flags);
    default:
      return undefined;
  }
}

/** A script by its name or its code of four letters, in any case. JavaScript wants them as 'Old_Italic' and 'Ital'. */
function script(name: string): CharSet | undefined {
  if (!/^[A-Za-z]+(_[A-Za-z]+)*$/.test(name)) return undefined;
  const wanted = name.toLowerCase().replace(/(^|_)[a-z]/g, (start) => start.toUpperCase());
  try {
    return unicodeSet(`\\p{Script=${wanted === 'Signwriting' ? 'SignWriting' : wanted}}`);
  } catch {
    return undefined;
  }
}
