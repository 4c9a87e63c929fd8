# Builds the EAR when sources changed, with Maven on JDK 25.
# shellcheck shell=bash

readonly ear_file=$checkout/ear/target/gatehouse.ear

property_of_root_pom() {
  sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$checkout/pom.xml" | head -n 1
}

gatehouse_version() {
  sed -n '/<artifactId>gatehouse<\/artifactId>/,/<\/version>/s|.*<version>\(.*\)</version>.*|\1|p' "$checkout/pom.xml" | head -n 1
}

maven() {
  JAVA_HOME=$jdk "$checkout/mvnw" --batch-mode --no-transfer-progress --file "$checkout/pom.xml" "$@"
}

# One builder at a time in a checkout; a second one waits here and then finds the work done. Whoever may not write there,
# such as the server's own user, can start what somebody else has built.
lock_build_directory() {
  mkdir -p "$build" 2>/dev/null || true
  [[ -w $build ]] || return 0
  exec 8>"$build/lock"
  if ! flock --nonblock 8; then
    say "Waiting for another start that is building in this checkout ..."
    flock 8
  fi
}

fail_unless_build_directory_is_writable() {
  [[ -w $build ]] || fail "cannot write to $build, and something is to be built: run ./gatehouse start once as the owner of the checkout"
}

unlock_build_directory() {
  exec 8>&-
}

fingerprint_of_sources() {
  (
    cd "$checkout"
    find pom.xml .mvn ./*/pom.xml ./*/src -type f -not -path './*/src/test/*' -not -path './ear/src/*' \
      -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum | cut -d ' ' -f 1
  )
}

build_if_sources_changed() {
  local fingerprint
  if [[ -n ${GATEHOUSE_NO_BUILD-} ]]; then
    [[ -f $ear_file ]] || fail "there is no $ear_file to start without building: run ./mvnw package, or start without --no-build"
    return
  fi
  fingerprint=$(fingerprint_of_sources)
  if [[ -f $ear_file && -f $build/built-from && $(<"$build/built-from") == "$fingerprint" ]]; then
    return
  fi
  fail_unless_build_directory_is_writable
  say "Building Gatehouse $(gatehouse_version) (the first time takes minutes: Maven fetches what it needs) ..."
  # Tests are compiled as well as they are not run, because modules use each other's test classes.
  if ! maven --projects ear,cli --also-make -DskipTests -Dspotless.check.skip package 8>&- \
    > >(tee "$build/build.log" | show_build_progress) 2>&1; then
    fail "$(reason_of_maven_failure "$build/build.log" "the build failed")"
  fi
  [[ -f $ear_file ]] || fail "the build made no $ear_file; its log is $build/build.log"
  make_client_cache
  printf '%s\n' "$fingerprint" >"$build/built-from"
}

# "[INFO] Building Gatehouse: persistence 0.1.0 [2/9]" becomes "  [2/9] persistence".
show_build_progress() {
  sed -un 's/^\[INFO\] Building \(Gatehouse.*[^ ]\) [^ ]\+ \+\(\[[0-9]*\/[0-9]*\]\)$/  \2 \1/p'
}

reason_of_maven_failure() {
  local log=$1 what=$2
  if grep -Eqi 'could not transfer|unknown host|unknownhost|failed to fetch|connection refused|connect timed out|network is unreachable|cannot access .* in offline mode' "$log"; then
    printf 'Maven cannot reach its registry and the part is not in ~/.m2: connect once to the network (or name a mirror in ~/.m2/settings.xml) and start again; log: %s' "$log"
  else
    printf '%s: %s; log: %s' "$what" "$(grep -m 1 '^\[ERROR\]' "$log" | cut -c 1-300 || true)" "$log"
  fi
}
