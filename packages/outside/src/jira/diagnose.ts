import { type Fault, Retryable } from '@patchwright/faults';
import { isApiError, isNetworkError, isRateLimitError } from 'jira.js/core';
import { z } from 'zod';
import { faultOfSilence, faultOfStatus } from '../http-faults.ts';

const ADVICE = {
  credentials: 'Check the Jira e-mail address and API token, and restart the service.',
  permission:
    'Give the account the missing permission in the project (browse, create, edit and transition issues, add comments).',
};

/** Jira's own form of an error. */
const Complaint = z.object({
  errorMessages: z.array(z.string()).default([]),
  errors: z.record(z.string(), z.string()).default({}),
});

/** Reads what the Jira SDK throws. */
export function diagnoseJira(thrown: unknown): Fault | undefined {
  if (isNetworkError(thrown)) return faultOfSilence('Jira', thrown);
  if (!isApiError(thrown)) return undefined;
  const message = complaintOf(thrown.body) ?? thrown.statusText;
  if (isRateLimitError(thrown)) {
    const wait = thrown.retryAfterMs === undefined ? {} : { afterMs: thrown.retryAfterMs };
    return new Retryable(`Jira limits our rate: ${message}`, wait);
  }
  // An update that met another one says nothing about the update itself.
  if (thrown.status === 409) return new Retryable(`Jira answered 409: ${message}`);
  return faultOfStatus({
    system: 'Jira',
    status: thrown.status,
    message: thrown.status === 404 ? `${message} (or the account may not see it)` : message,
    advice: ADVICE,
  });
}

/** The fields that Jira complains about. */
export function complainedFields(thrown: unknown): readonly string[] {
  const body = isApiError(thrown) && thrown.status === 400 ? thrown.body : undefined;
  return Object.keys(Complaint.safeParse(body).data?.errors ?? {});
}

function complaintOf(body: unknown): string | undefined {
  const complaint = Complaint.safeParse(body);
  if (!complaint.success) return typeof body === 'string' ? body.slice(0, 500) : undefined;
  const { errorMessages, errors } = complaint.data;
  const fields = Object.entries(errors).map(([field, said]) => `${field}: ${said}`);
  const all = [...errorMessages, ...fields].join('; ');
  return all === '' ? undefined : all;
}
