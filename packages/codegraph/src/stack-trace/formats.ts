import { type Frame, frame } from './frame.ts';

/** Reads one line of a trace, with the line before it for formats that spread a frame over two. */
export type FrameFormat = (line: string, before: string) => Frame | undefined;

const javascript: FrameFormat = (line) => {
  const v8 =
    /^\s*at (?:async )?(?:(.+?) (?:\[as [^\]]+\] )?\()?((?:[a-z-]+:\/\/|node:|[A-Za-z]:)?[^\s():]+(?:\([^)]*\)[^\s():]*)?):(\d+)(?::(\d+))?\)?$/.exec(
      line,
    );
  if (v8 !== null) {
    const [, name = '', file = '', row, column] = v8;
    return frame('javascript', file, name.replace(/^new /, ''), row, column);
  }
  // Firefox and Safari; a file needs an ending, so that addresses of mail are none.
  const gecko =
    /^\s*([\w$.<>/*]*)@((?:[a-z-]+:\/\/)?[^\s:]+\.[a-z]+[^\s:]*(?::\d+\/[^\s:]*)?):(\d+):(\d+)$/.exec(
      line,
    );
  if (gecko === null) return undefined;
  const [, name = '', file = '', row, column] = gecko;
  return frame('javascript', file, name, row, column);
};

const python: FrameFormat = (line) => {
  const match = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/.exec(line);
  return match === null ? undefined : frame('python', match[1] ?? '', match[3] ?? '', match[2]);
};

// pytest's short form: `shop/cart.py:12: ZeroDivisionError`, or `shop/cart.py:12: in total`.
const pytest: FrameFormat = (line) => {
  const match = /^([\w./-]+\.py):(\d+): (?:in (\S+)|[A-Z]\w+(?:Error|Exception|Warning)?)$/.exec(
    line,
  );
  return match === null ? undefined : frame('python', match[1] ?? '', match[3] ?? '', match[2]);
};

const java: FrameFormat = (line) => {
  const match =
    /^\s*at (?:[\w.@-]*\/{1,2})?((?:[\w$]+\.)*)([\w$]+)\.([\w$<>]+)\(([\w$-]+\.(?:java|kt|scala|groovy))(?::(\d+))?\)/.exec(
      line,
    );
  if (match === null) return undefined;
  const [, prefix = '', type = '', method = '', name = '', row] = match;
  // An inner class is written Outer$Inner and lies in its outer one's file.
  const folder = prefix.replaceAll('.', '/');
  return frame('java', `${folder}${name}`, `${type}.${method}`, row);
};

const csharp: FrameFormat = (line) => {
  const match = /^\s*at (.+?)\(.*\) in (.+?\.(?:cs|fs|vb)):line (\d+)$/.exec(line);
  if (match === null) return undefined;
  const name = (match[1] ?? '').split('.').slice(-2).join('.');
  return frame('csharp', match[2] ?? '', name, match[3]);
};

const go: FrameFormat = (line, before) => {
  const match = /^\s+(\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(line);
  if (match === null) return undefined;
  const caller =
    /^(?:created by )?(\S+?)(?:\((?:0x|\.\.\.|\{|\)|[\d,])[^\n]*)?(?: in goroutine \d+)?$/.exec(
      before.trim(),
    );
  const name = (caller?.[1] ?? '').split('/').at(-1) ?? '';
  return frame('go', match[1] ?? '', name.replace(/^[^.]+\./, '').replace(/\(\)$/, ''), match[2]);
};

const ruby: FrameFormat = (line) => {
  const match = /^\s*(?:from )?(\S+\.(?:rb|erb|rake)):(\d+):in [`'](?:[^`']* in )?([^`']+)'/.exec(
    line,
  );
  return match === null ? undefined : frame('ruby', match[1] ?? '', match[3] ?? '', match[2]);
};

const php: FrameFormat = (line) => {
  const numbered = /^\s*#\d+ (\S+\.php)\((\d+)\): (.+?)\(/.exec(line);
  if (numbered !== null) return frame('php', numbered[1] ?? '', numbered[3] ?? '', numbered[2]);
  const thrown = /\b(?:thrown )?in (\/?\S+\.php)(?::| on line )(\d+)/.exec(line);
  return thrown === null ? undefined : frame('php', thrown[1] ?? '', '', thrown[2]);
};

const rust: FrameFormat = (line, before) => {
  const panic = /panicked at (?:'.*', )?(\S+\.rs):(\d+):(\d+)/.exec(line);
  if (panic !== null) return frame('rust', panic[1] ?? '', '', panic[2], panic[3]);
  const match = /^\s+at (\S+\.rs):(\d+)(?::(\d+))?$/.exec(line);
  if (match === null) return undefined;
  const name = /^\s*\d+:\s+(?:0x[0-9a-f]+ - )?(.+?)(?:::h[0-9a-f]{16})?$/.exec(before)?.[1] ?? '';
  return frame('rust', match[1] ?? '', name, match[2], match[3]);
};

/** Every format, the narrow ones before those that would take their lines too. */
export const FORMATS: readonly FrameFormat[] = [
  python,
  pytest,
  rust,
  csharp,
  java,
  javascript,
  go,
  ruby,
  php,
];
