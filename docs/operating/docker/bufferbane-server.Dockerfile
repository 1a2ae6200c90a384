# The server. The context is the folder with the program:
#
#     docker build -t bufferbane-server -f docs/operating/docker/bufferbane-server.Dockerfile dist
#
# server.conf must belong to the user 65532 (chown 65532 server.conf). Docker's
# port forwarding works, but costs exactness; --network host does not. TCP load
# tests need --cap-add NET_ADMIN --user 0 on newer kernels; without, the server
# says so and does everything else.
#
#     docker run -d --name bufferbane-server --restart unless-stopped --network host \
#       --read-only --cap-drop ALL --security-opt no-new-privileges \
#       --volume ./server.conf:/etc/bufferbane/server.conf:ro \
#       --tmpfs /run/bufferbane:uid=65532,mode=0700 bufferbane-server
FROM debian:12-slim
COPY --chmod=0755 bufferbane-server /usr/local/bin/bufferbane-server
RUN install -d -m 0700 -o 65532 -g 65532 /opt/bufferbane /run/bufferbane
ENV BUFFERBANE_CACHE=/opt/bufferbane
USER 65532:65532
# Unpacks the program, so that the container's root may be read-only.
RUN ["bufferbane-server", "--version"]
EXPOSE 9876/udp 9876/tcp
HEALTHCHECK --interval=60s --timeout=5s --start-period=10s \
  CMD ["bufferbane-server", "status", "--config", "/etc/bufferbane/server.conf"]
ENTRYPOINT ["bufferbane-server"]
CMD ["--config", "/etc/bufferbane/server.conf"]
