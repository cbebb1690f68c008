# Sourced by ipc and by the command of the tarball: how the JVM is started.

# What the caller has closed stays out of use, or the first files that the JVM opens would be its standard streams.
if [ -d /proc/self/fd ]; then
  [ -e /proc/self/fd/0 ] || exec 0>/dev/null
  [ -e /proc/self/fd/1 ] || exec 1</dev/null
  [ -e /proc/self/fd/2 ] || exec 2>/dev/null
fi

# may_leave_machine ARGUMENT...: whether the transport grpc: may be meant. It lies in a folder of its own, with gRPC, so that no
# other command starts more slowly because of it. In doubt it is meant. This calls no program: the tarball needs none.
may_leave_machine() {
  for word; do
    case $word in
      --debug) ;;
      doctor | transports) return 0 ;;
      *) break ;;
    esac
  done
  case "$* $(export -p)" in
    *grpc:* | *ipc.config=*) return 0 ;;
  esac
  if [ -f ipc.properties ] && [ -r ipc.properties ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
        *grpc*) return 0 ;;
      esac
    done <ipc.properties
  fi
  return 1
}

# become_jvm ARCHIVE ARGUMENT...: replaces the shell by the command, which lies in $run, on the Java of $jdk.
become_jvm() {
  archive=$1
  shift
  # What is blocked from the start waits until it is read, with its sender.
  block=
  if [ "${1:-} ${2:-}" = "signal watch" ] && env --block-signal true 2>/dev/null; then
    block="env --block-signal"
  fi
  path=$run
  if [ -d "$run/grpc" ] && may_leave_machine "$@"; then
    path=$run:$run/grpc
    archive=-Xshare:auto # an AOT cache is of one module path
  fi
  # The JVM's warnings would go to standard output, and of a cache that it cannot use nobody wants to know.
  # Without a locale it would take names for ASCII.
  # shellcheck disable=SC2086 # two words or none
  exec $block "$jdk/bin/java" "$archive" -XX:+UseSerialGC \
    -Xlog:disable "-Xlog:all=error,aot*=off,cds*=off:stderr" \
    -Dsun.jnu.encoding=UTF-8 \
    --enable-native-access=org.javaipc.linux -p "$path" -m org.javaipc.cli/org.javaipc.cli.Main "$@"
}
