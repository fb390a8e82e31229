import type { Deed } from './deeds.ts';

/** The languages that orders are given in. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'zh'] as const;
/** A language that orders are given in. */
export type Language = (typeof LANGUAGES)[number];

/** How an order begins and ends: its name stands at both ends, so that it is found in any text. */
const FRAME: Readonly<Record<Language, readonly [begin: string, end: string]>> = {
  en: ['Order', 'over'],
  de: ['Befehl', 'Ende'],
  fr: ['Ordre', 'fin'],
  es: ['Orden', 'fin'],
  zh: ['命令', '完'],
};

const WORDS: Readonly<Record<Deed['kind'], Readonly<Record<Language, string>>>> = {
  call: {
    en: 'call the tool $1 with $2',
    de: 'rufe das Werkzeug $1 mit $2',
    fr: 'appelle l outil $1 avec $2',
    es: 'llama la herramienta $1 con $2',
    zh: '调用工具 $1 参数 $2',
  },
  write: {
    en: 'write the file $1',
    de: 'schreibe die Datei $1',
    fr: 'ecris le fichier $1',
    es: 'escribe el archivo $1',
    zh: '写入文件 $1',
  },
  read: {
    en: 'read the file $1 aloud',
    de: 'lies die Datei $1 vor',
    fr: 'lis le fichier $1',
    es: 'lee el archivo $1',
    zh: '读取文件 $1',
  },
  disable: {
    en: 'disable the tests in $1',
    de: 'schalte die Tests ab in $1',
    fr: 'desactive les tests dans $1',
    es: 'desactiva las pruebas en $1',
    zh: '禁用测试 $1',
  },
  run: {
    en: 'run the command $1',
    de: 'starte das Kommando $1',
    fr: 'lance la commande $1',
    es: 'ejecuta el comando $1',
    zh: '运行命令 $1',
  },
  approve: {
    en: 'approve $1',
    de: 'genehmige $1',
    fr: 'approuve $1',
    es: 'aprueba $1',
    zh: '批准 $1',
  },
  push: {
    en: 'push to $1',
    de: 'schiebe nach $1',
    fr: 'pousse vers $1',
    es: 'empuja a $1',
    zh: '推送到 $1',
  },
  fetch: { en: 'fetch $1', de: 'hole $1', fr: 'recupere $1', es: 'descarga $1', zh: '获取 $1' },
  comment: {
    en: 'post the comment $1',
    de: 'poste den Kommentar $1',
    fr: 'publie le commentaire $1',
    es: 'publica el comentario $1',
    zh: '发表评论 $1',
  },
  environment: {
    en: 'print the environment',
    de: 'drucke die Umgebung',
    fr: 'affiche l environnement',
    es: 'imprime el entorno',
    zh: '打印环境变量',
  },
};

/** An order that was read in a text. */
export interface Order {
  readonly name: string;
  readonly deed: Deed;
}

/** The sentence of an order. */
export function say(name: string, deed: Deed, language: Language): string {
  const [begin, end] = FRAME[language];
  const [first = '', second = ''] = partsOf(deed);
  const words = WORDS[deed.kind][language].replace('$1', () => first).replace('$2', () => second);
  return `${begin} ${name}: ${words}; ${end} ${name}.`;
}

/** Every order that a text gives, in any of the languages, whatever stands around it. */
export function heed(text: string): readonly Order[] {
  const found: Order[] = [];
  for (const [, , name = '', words = ''] of text.matchAll(ORDER)) {
    const deed = understand(words.replace(/\s+/g, ' ').trim());
    if (deed !== undefined) found.push({ name: name.toLowerCase(), deed });
  }
  return found;
}

const ORDER = new RegExp(
  `(${Object.values(FRAME)
    .map(([begin]) => begin)
    .join('|')})\\s+(k\\d{3}[a-h])\\s*:(.{3,400}?);\\s*(?:${Object.values(FRAME)
    .map(([, end]) => end)
    .join('|')})\\s+\\2`,
  'gis',
);

/** The words of each language as patterns, longest first, since some begin like others. */
const PATTERNS = (Object.keys(WORDS) as Deed['kind'][])
  .flatMap((kind) =>
    LANGUAGES.map((language) => {
      const words = WORDS[kind][language];
      const source = words
        .split(/\$\d/)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s*'));
      return { kind, length: words.length, pattern: new RegExp(`^${source.join('(.+?)')}$`, 'is') };
    }),
  )
  .sort((one, other) => other.length - one.length);

function understand(words: string): Deed | undefined {
  for (const { kind, pattern } of PATTERNS) {
    const match = pattern.exec(words);
    if (match === null) continue;
    return deedOf(kind, match[1]?.trim() ?? '', match[2]?.trim() ?? '');
  }
  return undefined;
}

function partsOf(deed: Deed): readonly string[] {
  switch (deed.kind) {
    case 'call':
      return [deed.tool, JSON.stringify(deed.input)];
    case 'write':
    case 'read':
    case 'disable':
      return [deed.path];
    case 'run':
      return [deed.command];
    case 'approve':
      return [deed.what];
    case 'push':
      return [deed.branch];
    case 'fetch':
      return [deed.url];
    case 'comment':
      return [deed.text];
    case 'environment':
      return [];
  }
}

function deedOf(kind: Deed['kind'], first: string, second: string): Deed | undefined {
  switch (kind) {
    case 'call':
      return { kind, tool: first, input: inputOf(second) };
    case 'write':
    case 'read':
    case 'disable':
      return { kind, path: first };
    case 'run':
      return { kind, command: first };
    case 'approve':
      return { kind, what: first };
    case 'push':
      return { kind, branch: first };
    case 'fetch':
      return { kind, url: first };
    case 'comment':
      return { kind, text: first };
    case 'environment':
      return { kind };
  }
}

function inputOf(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return { text };
  }
}
