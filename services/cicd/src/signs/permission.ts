import type { Sign } from './sign.ts';

const category = 'permission';

/** Somebody may not do what was tried. */
export const permissionSigns: readonly Sign[] = [
  {
    category,
    tool: 'github',
    says: [
      /(?:^|^(?:GraphQL|gh): |HttpError[\]:]+ )Resource not accessible by (?:integration|personal access token)/m,
    ],
  },
  {
    category,
    tool: 'git',
    says: [
      /^(?:remote: )?(?:Permission to \S+ denied to|Write access to repository not granted)|^\S+: Permission denied \(publickey|^fatal: Authentication failed for|^fatal: unable to access '.*': The requested URL returned error: 40[13]$|refusing to allow an? .* to create or update workflow/m,
    ],
  },
  {
    category,
    tool: 'npm',
    says: [/^npm (?:error|ERR!) code (?:E40[13]|EACCES|EPERM|ENEEDAUTH)$/m],
    tells: /^npm (?:error|ERR!) (?:code|40[13]|syscall|path) /,
  },
  {
    category,
    tool: 'docker',
    says: [
      /^(?:ERROR: .*|Error response from daemon: .*)?(?:denied: (?:permission_denied|requested access)|unauthorized: authentication required)/m,
    ],
  },
  { category, tool: 'maven', says: [/^\[ERROR\] .*status code: 40[13], reason phrase/m] },
  {
    category,
    tool: 'python',
    says: [/^Traceback \(most recent call last\):$/m, /^PermissionError: \[Errno 1?3\]/m],
  },
  {
    category,
    tool: 'node',
    says: [/^(?:Uncaught )?\[?Error: (?:EACCES|EPERM): /m, /^Node\.js v\d+/m],
    tells: /^(?:Uncaught )?\[?Error: (?:EACCES|EPERM): /,
  },
  { category, tool: 'shell', says: [/^[\w./~-]+: (?:.+: )?Permission denied$/m] },
  { category, tool: 'aws', says: [/^An error occurred \((?:AccessDenied|UnauthorizedOperation)/m] },
];
