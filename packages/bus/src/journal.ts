import { nuid } from '@nats-io/transport-node';
import { journalFilter, journalSubject, streams, token } from '@patchwright/events';
import { appendGuarded } from './append.ts';
import type { Journal } from './bus.ts';
import type { Connection } from './connection.ts';
import { Fenced } from './fenced.ts';
import { readHistory } from './history.ts';
import { readJson, writeJson } from './stored.ts';

/** The recorder's journals on the JOURNAL stream. */
export function openJournal(connection: Connection): Journal {
  return {
    async read(tenant, run) {
      const stored = await readHistory(connection, streams.journal, journalFilter(tenant, run));
      const entries = stored.map((message) => ({
        seq: message.seq,
        entry: message.subject.slice(message.subject.lastIndexOf('.') + 1),
        time: message.time,
        data: readJson(message.body),
      }));
      return { entries, lastSeq: entries.at(-1)?.seq ?? 0 };
    },

    async append(tenant, run, lastSeq, entry, data) {
      const guard = { stream: streams.journal, filter: journalFilter(tenant, run), lastSeq };
      const message = {
        subject: journalSubject(tenant, run, entry),
        headers: {},
        body: writeJson(data ?? null),
        // Not derived from the content: two workers that write the same entry are still two, and one must lose.
        id: nuid.next(),
      };
      const outcome = await appendGuarded(connection, guard, [message]);
      if (outcome.kind === 'conflict') throw new Fenced(tenant, run);
      return outcome.seq;
    },

    async runs(tenant, prefix) {
      const subjects_filter = `mesh.v1.jrn.${token(tenant)}.run.>`;
      const info = await connection.ask('listing runs', () =>
        connection.jsm.streams.info(streams.journal, { subjects_filter }),
      );
      const names = Object.keys(info.state.subjects ?? {}).map(
        (subject) => subject.split('.')[5] ?? '',
      );
      return [...new Set(names)].filter((name) => name.startsWith(prefix)).sort();
    },
  };
}
