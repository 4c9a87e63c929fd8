# Brings GlassFish and bakes the server once for each GlassFish version, EAR, JDK and server configuration: what nothing
# uses taken out, our domain.xml put in, the EAR deployed. A start then only copies the baked domain.
#
#   .build/glassfish-8.0.0/     as it came from the registry
#   .build/server-KEY/glassfish the lean server (hard links into the one above)
#   .build/server-KEY/domain    the baked domain
# shellcheck shell=bash

# Sets $glassfish to the unpacked distribution.
bring_glassfish() {
  local version download
  version=$(property_of_root_pom version.glassfish)
  glassfish=$build/glassfish-$version
  [[ ! -d $glassfish ]] || return 0
  fail_unless_build_directory_is_writable
  say "Bringing GlassFish $version (128 MB, once) ..."
  make_unfinished_directory "$glassfish"
  download=$new_directory
  maven --non-recursive dependency:copy -Dmdep.useBaseVersion=true -DoutputDirectory="$download" \
    -Dartifact="org.glassfish.main.distributions:glassfish:$version:zip" >"$build/glassfish.log" 2>&1 8>&- ||
    fail "$(reason_of_maven_failure "$build/glassfish.log" "could not bring GlassFish $version")"
  (cd "$download" && sha256sum --check --status - < <(sed "s|\$| glassfish-$version.zip|" "$server_files/glassfish.sha256")) ||
    fail "the GlassFish $version that Maven brought is not the one of ear/src/server/glassfish.sha256: delete it from ~/.m2 and start again"
  # The JDK's jar unpacks it, so unzip need not be installed.
  (cd "$download" && "$jdk/bin/jar" --extract --file "glassfish-$version.zip") || fail "could not unpack GlassFish into $build: is the disk full?"
  keep_directory "$download/glassfish8" "$glassfish"
  rm -rf -- "$download"
}

# Sets $baked to the directory of the bake that fits the EAR and the configuration.
bake_if_needed() {
  local version key admin_port admin_password
  version=$(property_of_root_pom version.glassfish)
  key=$(cat "$ear_file" "$jdk/release" "$server_files"/* "$checkout/ear/src/launcher/bake.sh" - <<<"$version $build" | sha256sum | cut -c 1-16)
  baked=$build/server-$key
  [[ ! -d $baked/domain ]] || return 0
  fail_unless_build_directory_is_writable
  bring_glassfish
  say "Baking the server (once for each build) ..."
  # The bundle cache holds absolute paths, so the lean server is made where it will stay; the domain comes last, by rename.
  rm -rf -- "$baked"
  unfinished_directories+=("$baked")
  lay_lean_server "$baked/glassfish"
  admin_port=$(free_port)
  admin_password=$(random_password)
  : >"$build/bake.log"
  lay_bake_domain "$baked/unfinished" "$admin_port" "$admin_password"
  deploy_into_domain "$baked/glassfish" "$baked/unfinished" "$admin_port" "$admin_password"
  mv -T -- "$baked/unfinished" "$baked/domain"
  unfinished_directories=()
  remove_old_bakes
}

# A lean server is made of hard links: it costs no disk, and the distribution stays whole.
lay_lean_server() {
  mkdir -p "$1"
  cp -al "$glassfish/glassfish/." "$1/"
  remove_parts "$1" removed-parts
  remove_parts "$1" removed-administration
  import_packages_at_once "$1"
}

remove_parts() {
  local pattern
  while read -r pattern; do
    # The patterns are ours and hold no blank: they are split from nothing and expanded here on purpose.
    # shellcheck disable=SC2086
    (cd "$1" && rm -rf -- $pattern)
  done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$server_files/$2")
}

# See imported-packages.
import_packages_at_once() {
  local exporter=$1/modules/api-exporter.jar
  {
    printf 'Import-Package: org.jvnet.hk2.annotations;version="[4.0,5)"'
    sed 's/#.*//; /^[[:space:]]*$/d; s/.*/,&;resolution:=optional/' "$server_files/imported-packages" | tr -d '\n'
    printf '\n'
  } | fold --width 70 | sed '2,$s/^/ /' >"$1/imports"
  # A file of its own: the one that is there is the distribution's, by hard link.
  cp --remove-destination "$glassfish/glassfish/modules/api-exporter.jar" "$exporter"
  "$jdk/bin/jar" --update --file "$exporter" --manifest "$1/imports" || fail "could not change $exporter: is the disk full?"
  rm "$1/imports"
}

# Libraries that know nothing of the application go to the domain's lib/, where GlassFish wants JDBC drivers to be: what is
# in the EAR is scanned for annotations at every start, and these are 15,000 of its classes.
move_plain_libraries() {
  mkdir -p "$1/lib"
  mv "$1"/applications/gatehouse/lib/{com.h2database-*,com.mysql-*,org.bouncycastle-*}.jar "$1/lib/"
}

lay_bake_domain() {
  mkdir -p "$1/docroot" "$1/config" "$1/log"
  cp "$glassfish"/glassfish/domains/domain1/config/{admin-keyfile,cacerts.p12,default-web.xml,domain.xml,domain-passwords.p12,keyfile,keystore.p12,login.conf} "$1/config/"
  # asadmin wants the domain.xml that GlassFish ships, so this comes before ours.
  set_administration_password "$1" "$3"
  # While it bakes, the administration listens too, as everything does: on loopback, on ports that are free.
  sed -e '/<network-listener name="admin-listener"/s| enabled="false" address="127.0.0.1" port="4848"| address="127.0.0.1" port="'"$2"'"|' \
    -e '/id="__asadmin"/s|network-listeners=""|network-listeners="admin-listener"|' \
    "$server_files/domain.xml" >"$1/config/domain.xml"
  sed "s|@log@|$1/log|" "$server_files/logging.properties" >"$1/config/logging.properties"
}

# On a host with tenants loopback is not trusted: for the minute that the administration listens it has a password.
set_administration_password() {
  local domain=$1
  (umask 077 && printf 'AS_ADMIN_PASSWORD=\nAS_ADMIN_NEWPASSWORD=%s\n' "$2" >"$domain/administration-password")
  AS_JAVA=$jdk bash "$glassfish/glassfish/bin/asadmin" --interactive=false --user admin --passwordfile "$domain/administration-password" \
    change-admin-password --domaindir "${domain%/*}" --domain_name "${domain##*/}" </dev/null >>"$build/bake.log" 2>&1 8>&- ||
    fail "could not set the password of the administration for the bake; log: $build/bake.log"
  rm -f "$domain/administration-password"
}

deploy_into_domain() {
  local lean=$1 domain=$2 admin_port=$3 authorization name answer deadline properties=()
  authorization="Authorization: Basic $(printf 'admin:%s' "$4" | base64 --wrap 0)"
  for name in "${!first_port[@]}"; do
    properties+=("-Dgatehouse.port.$name=$(free_port)")
  done
  run_server "$lean" "$domain" "$domain/config/keystore.p12" "-Dgatehouse.data=$domain/none" "${properties[@]}" \
    </dev/null >>"$build/bake.log" 2>&1 8>&- 9>&- &
  server=$!
  unfinished_server=$server
  deadline=$((SECONDS + 120))
  until [[ $(get "$admin_port" /__asadmin/version "$authorization") == *'Exit Code: SUCCESS'* ]]; do
    if [[ ! -d /proc/$server ]] || ((SECONDS > deadline)); then
      fail_with_bake_log "$domain" "the server did not start while it was baked"
    fi
    sleep 0.2
  done
  # A GET to the administration is what asadmin's own protocol is, and needs no second JVM.
  # Not enabled: the application's start-up belongs to a data directory, and there is none yet.
  answer=$(get "$admin_port" "/__asadmin/deploy?enabled=false&name=gatehouse&DEFAULT=$(percent_encoded "$ear_file")" "$authorization" 120)
  [[ $answer == *'Exit Code: SUCCESS'* ]] || fail_with_bake_log "$domain" "the server refused to deploy $ear_file"
  end_process "$server" 30
  unfinished_server=
  # GlassFish writes one element a line. What served the bake alone is taken back.
  sed -i -e '/<network-listener .*name="admin-listener"/s| address="127.0.0.1"| address="127.0.0.1" enabled="false"|' \
    -e '/id="__asadmin"/s| network-listeners="admin-listener"| network-listeners=""|' \
    -e '/<application-ref /s| enabled="false"||' "$domain/config/domain.xml"
  move_plain_libraries "$domain"
  rm -rf -- "$domain"/{log,logs,none,autodeploy,session-store,applications/__internal} \
    "$domain"/config/{logging.properties,local-password,domain.xml.bak,pid,pid.prev,lockfile}
}

percent_encoded() {
  local LC_ALL=C text=$1 position character
  for ((position = 0; position < ${#text}; position++)); do
    character=${text:position:1}
    [[ $character == [a-zA-Z0-9/._~-] ]] || printf -v character '%%%02X' "'$character"
    printf '%s' "$character"
  done
}

fail_with_bake_log() {
  cat "$1/log/server.log" >>"$build/bake.log" 2>/dev/null || true
  fail "$2; log: $build/bake.log"
}

# Bakes that no running server uses and that are not the newest two.
remove_old_bakes() {
  local old
  while read -r old; do
    if [[ $old != "$baked" ]] && ! grep -lsF -- "$old" /proc/[0-9]*/cmdline >/dev/null; then
      rm -rf -- "$old"
    fi
  done < <(find "$build" -maxdepth 1 -name 'server-????????????????' -printf '%T@ %p\n' | sort -rn | cut -d ' ' -f 2- | tail -n +3)
}

# Becomes the server, in place of the shell: run_server INSTALLATION DOMAIN KEYSTORE PROPERTY...
run_server() {
  local lean=$1 domain=$2 keystore=$3
  shift 3
  # glibc gives threads malloc arenas of their own, up to eight for each core, and every one keeps what it once had.
  export MALLOC_ARENA_MAX=2
  # In a session of its own: Ctrl-C and a closed terminal reach the launcher alone, which stops the server in order.
  exec setsid "$jdk/bin/java" --module-path "$lean/lib/bootstrap" --add-modules ALL-MODULE-PATH "@$server_files/java.options" \
    -Dcom.sun.aas.installRoot="$lean" -Dcom.sun.aas.instanceRoot="$domain" \
    -Djava.security.auth.login.config="$domain/config/login.conf" \
    -Djavax.net.ssl.keyStore="$keystore" -Djavax.net.ssl.trustStore="$domain/config/cacerts.p12" \
    "$@" \
    com.sun.enterprise.glassfish.bootstrap.GlassFishMain -type DAS -domainname gatehouse -instancename server \
    -domaindir "$domain" -verbose false -debug false -upgrade false
}
