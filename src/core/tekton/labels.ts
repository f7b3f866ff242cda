/** On every PipelineRun: the Pipeline's own name. */
export const LABEL_TEKTON_PIPELINE = 'tekton.dev/pipeline';

/** Set by Tekton on a TaskRun: the name of the task in the pipeline. */
export const LABEL_TEKTON_PIPELINE_TASK = 'tekton.dev/pipelineTask';
