/** A refusal, as the API server words it: the HTTP code and the Status body. */
export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: number, reason: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): Readonly<Record<string, unknown>> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      details: this.details,
      code: this.code,
    };
  }
}

type Named = { readonly group: string; readonly plural: string; readonly kind?: string };

function typed({ group, plural }: Named): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function detailsOf({ group, plural }: Named, name: string): Readonly<Record<string, unknown>> {
  return { name, kind: plural, ...(group === '' ? {} : { group }) };
}

export function notFound(named: Named, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${typed(named)} "${name}" not found`, detailsOf(named, name));
}

export function alreadyExists(named: Named, name: string): Refusal {
  return new Refusal(409, 'AlreadyExists', `${typed(named)} "${name}" already exists`, detailsOf(named, name));
}

export function conflict(named: Named, name: string, why: string): Refusal {
  const message = `Operation cannot be fulfilled on ${typed(named)} "${name}": ${why}`;
  return new Refusal(409, 'Conflict', message, detailsOf(named, name));
}

export function terminating(named: Named, name: string, namespace: string): Refusal {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  return new Refusal(403, 'Forbidden', `${typed(named)} "${name}" is forbidden: ${why}`, {
    ...detailsOf(named, name),
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}

export function invalid(
  named: Named,
  name: string,
  cause: { readonly field: string; readonly message: string },
): Refusal {
  const message = `${named.kind ?? named.plural} "${name}" is invalid: ${cause.field}: ${cause.message}`;
  return new Refusal(422, 'Invalid', message, {
    ...detailsOf(named, name),
    causes: [{ reason: 'FieldValueInvalid', ...cause }],
  });
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

export function expired(message = 'The provided continue parameter is too old'): Refusal {
  return new Refusal(410, 'Expired', message);
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'Unauthorized');
}
