# Finds JDK 25.
# shellcheck shell=bash

readonly java_release=25
# (The release of the poms, java.release, is the same number; the enforcer and the toolchain plugin check it there.)

is_wanted_jdk() {
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 1
  # Every JDK since 9 has this file, and reading it costs no JVM start.
  grep -Eq "^JAVA_VERSION=\"$java_release([.\"+-])" "$1/release" 2>/dev/null
}

# Sets $jdk.
find_jdk() {
  local candidate
  if [[ -n ${JAVA_HOME-} ]] && is_wanted_jdk "$JAVA_HOME"; then
    jdk=$JAVA_HOME
    return
  fi
  for candidate in /usr/lib/jvm/*"$java_release"*; do
    if is_wanted_jdk "$candidate"; then
      jdk=$candidate
      return
    fi
  done
  if candidate=$(command -v javac) && candidate=$(readlink -f "$candidate") && is_wanted_jdk "${candidate%/bin/javac}"; then
    jdk=${candidate%/bin/javac}
    return
  fi
  fail "needs JDK $java_release${JAVA_HOME:+ (JAVA_HOME=$JAVA_HOME is not one)}: install temurin-$java_release-jdk or openjdk-$java_release-jdk-headless, or set JAVA_HOME to a JDK $java_release"
}
