# Sourced by ipc and by the command of the tarball: how the JVM is started.

# What the caller has closed stays out of use, or the first files that the JVM opens would be its standard streams.
if [ -d /proc/self/fd ]; then
  [ -e /proc/self/fd/0 ] || exec 0>/dev/null
  [ -e /proc/self/fd/1 ] || exec 1</dev/null
  [ -e /proc/self/fd/2 ] || exec 2>/dev/null
fi

# become_jvm ARCHIVE ARGUMENT...: replaces the shell by the command, which lies in $run, on the Java of $jdk.
become_jvm() {
  archive=$1
  shift
  # What is blocked from the start waits until it is read, with its sender.
  block=
  if [ "${1:-} ${2:-}" = "signal watch" ] && env --block-signal true 2>/dev/null; then
    block="env --block-signal"
  fi
  # The JVM's warnings would go to standard output, and of a cache that it cannot use nobody wants to know.
  # Without a locale it would take names for ASCII.
  # shellcheck disable=SC2086 # two words or none
  exec $block "$jdk/bin/java" "$archive" -XX:+UseSerialGC \
    -Xlog:disable "-Xlog:all=error,aot*=off,cds*=off:stderr" \
    -Dsun.jnu.encoding=UTF-8 \
    --enable-native-access=org.javaipc.linux -p "$run" -m org.javaipc.cli/org.javaipc.cli.Main "$@"
}
