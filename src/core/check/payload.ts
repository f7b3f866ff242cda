import { checkNames } from './names.ts';
import { checkOrder } from './order.ts';
import { type CheckedAs, checkParams } from './params.ts';
import { checkPullSecrets, checkRequiredObjects } from './required-objects.ts';
import { checkSignals } from './signals.ts';
import { checkTaskRunSpecs } from './task-run-specs.ts';
import { checkVariables } from './variables.ts';
import { checkWorkspaces } from './workspaces.ts';
import type { Finding, Severity } from './finding.ts';
import { inObject } from '../payload/location.ts';
import type { Payload } from '../payload/payload.ts';
import { type PayloadView, unusedPipelines } from '../payload/view.ts';

const ORDER: Readonly<Record<Severity, number>> = { fatal: 0, problem: 1, warning: 2 };

/**
 * All that is wrong with a payload that has its overrides and the target applied. The worst come first. Of a payload whose pipeline is elsewhere (a resolver), only what its run itself needs can be checked.
 */
export function checkPayload(payload: Payload, view: PayloadView | undefined, as: CheckedAs): readonly Finding[] {
  return [
    ...(view === undefined ? [] : checkPipeline(view, as)),
    ...checkRequiredObjects(payload, view),
    ...checkPullSecrets(payload),
    ...(view === undefined ? [] : [...checkSignals(view), ...checkUnused(view)]),
  ].toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

function checkPipeline(view: PayloadView, as: CheckedAs): readonly Finding[] {
  return [
    ...checkNames(view),
    ...checkOrder(view),
    ...checkParams(view, as),
    ...checkWorkspaces(view),
    ...checkVariables(view),
    ...checkTaskRunSpecs(view),
  ];
}

function checkUnused({ payload }: PayloadView): Finding[] {
  return unusedPipelines(payload).map((name) => ({
    severity: 'warning',
    where: inObject(`Pipeline ${name}`),
    message: 'is in the payload, but its PipelineRun does not use it',
  }));
}
