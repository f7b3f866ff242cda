# Two images, `subpipe` and `wait-for-pipeline`: a Node runtime and one bundle (made by hack/build.sh) each.
# No RUN anywhere, so the base needs no shell. It must have Node at /nodejs/bin/node, as distroless has.
ARG BASE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${BASE} AS runtime
ARG VERSION=dev
LABEL org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
ENV NODE_ENV=production
# A number, for runAsNonRoot; group 0, for clusters that choose the user id.
USER 65532:0

FROM runtime AS subpipe
LABEL org.opencontainers.image.title="subpipe" \
      org.opencontainers.image.description="Runs a pipeline, and the pipelines that it calls, on a Tekton cluster"
COPY dist/image/subpipe/ /
ENTRYPOINT ["/usr/local/bin/subpipe"]

FROM runtime AS wait-for-pipeline
LABEL org.opencontainers.image.title="wait-for-pipeline" \
      org.opencontainers.image.description="Waits in a Tekton step for a pipeline that the run has called"
COPY dist/image/wait-for-pipeline/ /
ENTRYPOINT ["/usr/local/bin/wait-for-pipeline"]
