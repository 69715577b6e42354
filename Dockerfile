# What the workbook needs, for those who have no Debian: the folder itself is mounted, not copied.
#   docker build -t workbook .
#   docker run --rm -it --user "$(id -u)" -v "$PWD:/workbook" workbook ./workbook start
FROM debian:bookworm-slim
COPY workbook /tmp/
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git $(/tmp/workbook packages) \
    && rm -rf /var/lib/apt/lists/* /tmp/workbook
RUN useradd --create-home --shell /bin/bash learner
USER learner
WORKDIR /workbook
CMD ["./workbook", "help"]
