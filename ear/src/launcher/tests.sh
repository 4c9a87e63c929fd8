# Tests and benchmarks.
# shellcheck shell=bash

run_tests() {
  local selection=() name unit integration test_server
  case ${1-} in
    --help | -h)
      show_help_of test
      return
      ;;
  esac
  find_jdk
  install_missing_packages
  if (($# > 0)); then
    # Each runner would run what is the other's: those that end with IT need a server.
    unit=none
    integration=none
    for name in "$@"; do
      case $name in
        *IT | *IT#*) integration+=,$name ;;
        *) unit+=,$name ;;
      esac
    done
    selection=("-Dtest=$unit" "-Dit.test=$integration" -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false)
  fi
  make_test_server
  maven "-Dgatehouse.glassfish=$test_server/glassfish8" "-Dgatehouse.test-server=$test_server" "-Dgatehouse.test-server.admin-port=$test_server_admin_port" "${selection[@]}" verify
}

# The server that in-container tests deploy the EAR into: the same configuration and the same parts, and an
# administration listener on loopback with REST, since Arquillian drives it with asadmin. Made anew each time.
#
#   .build/test-server/glassfish8          glassfish.home; the domain is domain1
#   .build/test-server/data                gatehouse.data of that server
#   .build/test-server/secrets.properties  the passwords that its first start was given
# Ports: 23082, 23083, 23077, 23078, administration 25848; GATEHOUSE_TEST_PORT_OFFSET moves all of them from 21000.
# shellcheck disable=SC2016 # what is in ${} is in domain.xml
make_test_server() {
  local domain name wants_demo=yes port_offset=${GATEHOUSE_TEST_PORT_OFFSET:-21000}
  test_server=$build/test-server
  test_server_admin_port=$((4848 + port_offset))
  lock_build_directory
  bring_glassfish
  rm -rf -- "$test_server"
  mkdir -p "$test_server"
  cp -al "$glassfish" "$test_server/glassfish8"
  remove_parts "$test_server/glassfish8/glassfish" removed-parts
  import_packages_at_once "$test_server/glassfish8/glassfish"
  # asadmin runs on this JDK whatever is in the PATH. (A new file: the old one is the distribution's own, by hard link.)
  sed "\$a AS_JAVA='$jdk'" "$glassfish/glassfish/config/asenv.conf" >"$test_server/asenv.conf"
  mv "$test_server/asenv.conf" "$test_server/glassfish8/glassfish/config/asenv.conf"
  chmod +x "$test_server/glassfish8/glassfish/bin/asadmin"
  domain=$test_server/glassfish8/glassfish/domains/domain1
  mkdir -p "$domain/docroot" "$domain/config"
  cp "$glassfish"/glassfish/domains/domain1/config/{admin-keyfile,cacerts.p12,default-web.xml,domain-passwords.p12,keyfile,keystore.p12,login.conf} "$domain/config/"
  # Arquillian reads the listeners' ports and knows no properties.
  sed -e "$(for name in "${!first_port[@]}"; do printf 's|\\${gatehouse.port.%s}|%s|\n' "$name" "$(port_of "$name")"; done)" \
    -e '/<network-listener name="admin-listener"/s| enabled="false" address="127.0.0.1" port="4848"| address="127.0.0.1" port="'"$test_server_admin_port"'"|' \
    -e '/id="__asadmin"/s|network-listeners=""|network-listeners="admin-listener"|' \
    -e '/<\/configs>/i\    <config name="default-config"/> <!-- asadmin wants one, whatever is in it. -->' \
    -e "/<java-config\/>/{
        r $(write_jvm_options "$test_server")
        d
      }" "$server_files/domain.xml" >"$domain/config/domain.xml"
  sed "s|@log@|$domain/logs|" "$server_files/logging.properties" >"$domain/config/logging.properties"
  data=$test_server/data
  make_data_directories
  prepare_first_secrets
  (umask 077 && cp "$first_run_file" "$test_server/secrets.properties")
  unlock_build_directory
}

# asadmin takes the JVM's options from domain.xml: the same ones, and the properties that the launcher gives otherwise.
# shellcheck disable=SC2016 # what is in ${} is for GlassFish to replace
write_jvm_options() {
  local file=$1/java-config name
  {
    printf '      <java-config>\n'
    {
      grep '^-' "$server_files/java.options"
      for name in "${!first_port[@]}"; do
        printf -- '-Dgatehouse.port.%s=%s\n' "$name" "$(port_of "$name")"
      done
      printf -- '-D%s\n' "gatehouse.data=$1/data" "gatehouse.started=$(date +%s%3N)" "gatehouse.version=$(gatehouse_version)" \
        'java.security.auth.login.config=${com.sun.aas.instanceRoot}/config/login.conf' \
        'javax.net.ssl.keyStore=${com.sun.aas.instanceRoot}/config/keystore.p12' \
        'javax.net.ssl.trustStore=${com.sun.aas.instanceRoot}/config/cacerts.p12'
    } | sed 's|.*|        <jvm-options>&</jvm-options>|'
    printf '      </java-config>\n'
  } >"$file"
  printf '%s' "$file"
}

server_home() {
  case ${1-} in
    --help | -h)
      show_help_of server-home
      return
      ;;
  esac
  find_jdk
  make_test_server >&2
  say "$test_server/glassfish8"
}

packages_missing() {
  local entry package program
  sed 's/#.*//' "$checkout/.ci/packages" | tr -s '[:space:]' '\n' | while read -r entry; do
    package=${entry%%(*}
    program=${entry#"$package"}
    program=${program//[()]/}
    if [[ -z $package ]] || [[ -n $program ]] && command -v "$program" >/dev/null; then
      continue
    fi
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

install_missing_packages() {
  local missing
  if ! command -v dpkg-query >/dev/null; then
    [[ ${CI-} != true ]] || fail "the tests need Debian's packages of .ci/packages, and this is no Debian: run them on one"
    return 0
  fi
  mapfile -t missing < <(packages_missing)
  ((${#missing[@]} > 0)) || return 0
  if [[ $(id -u) != 0 ]]; then
    [[ ${CI-} != true ]] || fail "the tests need these packages: as root, apt-get install ${missing[*]}"
    say "Not installed, so the tests that need them fail: ${missing[*]} (as root: apt-get install ${missing[*]})"
    return 0
  fi
  say "Installing ${missing[*]} ..."
  mkdir -p "$build"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } </dev/null >"$build/packages.log" 2>&1 ||
    fail "apt-get could not install ${missing[*]}; log: $build/packages.log"
}

run_benchmarks() {
  local name file status=0
  case ${1-} in
    --help | -h)
      show_help_of bench
      return
      ;;
    '')
      for file in "$checkout"/*/bench/*; do
        [[ ! -x $file || -d $file ]] || printf '  %-12s %s\n' "${file##*/}" "$(grep -m 1 '^# ' "$file" | cut -c 3-)"
      done
      return
      ;;
  esac
  find_jdk
  export JAVA_HOME=$jdk
  for name in "$@"; do
    file=$(find "$checkout"/*/bench/"$name" -maxdepth 0 -type f -executable 2>/dev/null | head -n 1) || true
    [[ $name != */* && -n $file ]] || fail "there is no benchmark '$name'; ./gatehouse bench lists them"
    "$file" || status=$?
  done
  return "$status"
}
