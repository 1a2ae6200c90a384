# The monitor. The context is the folder with the program:
#
#     docker build -t bufferbane -f docs/operating/docker/bufferbane.Dockerfile dist
#
# Of the machine's network it sees what --network says: `host` for the machine's
# own interfaces, which is what one wants to measure.
#
#     docker run -d --name bufferbane --restart unless-stopped --network host \
#       --read-only --cap-drop ALL --security-opt no-new-privileges \
#       --volume bufferbane:/data --tmpfs /run/bufferbane:uid=65532,mode=0700 \
#       bufferbane
#     docker exec bufferbane bufferbane stats --last 1h
FROM debian:12-slim
COPY --chmod=0755 bufferbane /usr/local/bin/bufferbane
RUN install -d -m 0700 -o 65532 -g 65532 /opt/bufferbane /data /run/bufferbane
ENV BUFFERBANE_CACHE=/opt/bufferbane XDG_STATE_HOME=/data XDG_CONFIG_HOME=/data
USER 65532:65532
# Unpacks the program, so that the container's root may be read-only.
RUN ["bufferbane", "--version"]
WORKDIR /data
VOLUME /data
ENTRYPOINT ["bufferbane"]
CMD ["monitor"]
