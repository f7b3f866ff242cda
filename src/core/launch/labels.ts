/*
 * The labels and annotations of subpipe; those of Tekton are in core/tekton/labels.ts. The first two are those of the
 * old helper: exported tasks select runs by them.
 */

/** On the main PipelineRun: the run id. */
export const LABEL_MAIN_RUN_ID = 'localmainpipelineid';
/** On every child PipelineRun: the run id of the whole tree. */
export const LABEL_SUB_RUN_ID = 'localsubpipelineid';
/** On every object that we create: the run id. Tekton copies it to TaskRuns and pods. */
export const LABEL_RUN_ID = 'subpipe.dev/run-id';
/** On every object that we create: the identity of the launch that it belongs to. */
export const LABEL_LAUNCH = 'subpipe.dev/launch';
/** On every object that we create: the Pipeline's own name. */
export const LABEL_PIPELINE = 'subpipe.dev/pipeline';
/** On every object of a child: the name of the signal that launched it. */
export const LABEL_SIGNAL = 'subpipe.dev/signal';
/** On every object that we create: 0 for main, 1 for its children, and so on. */
export const LABEL_DEPTH = 'subpipe.dev/depth';

/** On every PipelineRun: the mapping name or file that named its payload. */
export const ANNOTATION_PAYLOAD = 'subpipe.dev/payload';
/** On every PipelineRun: the file that the payload was read from. */
export const ANNOTATION_PAYLOAD_FILE = 'subpipe.dev/payload-file';
/** On every PipelineRun: the text that the identity of its launch is a hash of. */
export const ANNOTATION_LAUNCH_KEY = 'subpipe.dev/launch-key';
/** On a child: namespace/name of the run that signalled. */
export const ANNOTATION_PARENT_RUN = 'subpipe.dev/parent-run';
/** On a child: uid of the run that signalled. */
export const ANNOTATION_PARENT_UID = 'subpipe.dev/parent-uid';
/** On a child: the TaskRun that signalled. */
export const ANNOTATION_SOURCE_TASK_RUN = 'subpipe.dev/source-task-run';
/** On a child: the signal's name in full (the label may be shortened). */
export const ANNOTATION_SIGNAL = 'subpipe.dev/signal';
/** On a PipelineRun that signalled: what became of its launches, as JSON (record.ts). */
export const ANNOTATION_LAUNCH_RECORDS = 'subpipe.dev/launches';
/**
 * On a namespace of ours: uid of the PipelineRun that was created in it. It is still there when that run is gone, and
 * says then that the launch has happened and must not be repeated.
 */
export const ANNOTATION_LAUNCHED_RUN_UID = 'subpipe.dev/launched';
