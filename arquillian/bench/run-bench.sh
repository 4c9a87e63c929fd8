# What the benches of this directory share: run_bench CLASS [ARGUMENT...] builds all and runs one against a real server.
# shellcheck shell=sh
set -eu
arquillian=$(cd "$(dirname "$0")/.." && pwd)
: "${JAVA_HOME:?is the JDK 25 that ./gatehouse bench finds}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

need() {
  command -v "$1" >/dev/null || { echo "bench ${0##*/} needs $1 (apt-get install $2)" >&2; exit 2; }
}

run_bench() {
  class=$1
  shift
  # Most are beside the tests whose classes they use.
  case $class in *.*) ;; *) class=org.gatehouse.arquillian.outside.$class ;; esac
  maven="$arquillian/../mvnw"
  [ -x "$maven" ] || maven=mvn
  # The bench's classes are test classes, so that they never get into a jar; the last module to write the file is this one.
  "$maven" -q -f "$arquillian/../pom.xml" -pl arquillian -am -DskipTests package dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath" >&2
  "$JAVA_HOME/bin/java" -ea "-Dgatehouse.checkout=$(cd "$arquillian/.." && pwd)" \
    -cp "$arquillian/target/test-classes:$(cat "$work/classpath")" "$class" "$@"
}
