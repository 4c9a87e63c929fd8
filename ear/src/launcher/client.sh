# What cpcmd needs before it is quick: its jar, and the JDK's cache of its classes (JEP 483, 514), which a rehearsed call
# makes. The cache fits one JDK and one jar; where it does not fit, the JVM runs without it.
# shellcheck shell=bash

readonly client_jar=$checkout/cli/target/cpcmd.jar
readonly client_cache=$checkout/cli/target/cpcmd.aot
# The directory of the JDK that the cache is of, on a line, and then what that JDK says of itself.
readonly client_jdk=$checkout/cli/target/cpcmd.jdk

# The heap's form is part of what a cache fits; its bound is what the largest answer takes when it is shown. What runs for a tenth of a second is not worth compiling, a large answer is;
# and moving the cache to a random address would cost more than the call.
readonly client_java_options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=20 -Xmx512m -XX:-UsePerfData
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)

# Whether the cache is there, newer than the jar and of a JDK that is still the same; sets $jdk. No process is started.
client_is_quick() {
  local known now
  [[ -f $client_jar && $client_cache -nt $client_jar && -r $client_jdk ]] || return 1
  {
    read -r jdk
    IFS= read -rd '' known || true
  } <"$client_jdk"
  [[ -x $jdk/bin/java && -r $jdk/release ]] || return 1
  IFS= read -rd '' now <"$jdk/release" || true
  [[ $now == "$known" ]]
}

# Makes the cache for $jdk; one that cannot be made only costs time.
make_client_cache() {
  local unfinished=$client_cache.$$
  [[ -w ${client_cache%/*} ]] || return 0
  if env -u JAVA_TOOL_OPTIONS -u JDK_JAVA_OPTIONS -u _JAVA_OPTIONS "$jdk/bin/java" "${client_java_options[@]}" "$checkout/cli/src/rehearsal/Rehearsal.java" \
    "$jdk/bin/java" "${client_java_options[@]}" "-XX:AOTCacheOutput=$unfinished" -jar "$client_jar" >"$client_cache.log" 2>&1 </dev/null; then
    rm -f -- "$client_jdk"
    mv -f -- "$unfinished" "$client_cache"
    { printf '%s\n' "$jdk" && cat "$jdk/release"; } >"$client_jdk.$$"
    mv -f -- "$client_jdk.$$" "$client_jdk"
  fi
  rm -f -- "$unfinished" "$unfinished.config"
}
