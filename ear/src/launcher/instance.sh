# One running Gatehouse: a data directory, its copy of the baked domain, its process.
#
#   DATA/run/lock          locked by the server for as long as it lives; nothing stale can be left of it
#   DATA/run/instance      what status and stop read: process, its start time, ports, figures
#   DATA/server            the copy of the baked domain
# shellcheck shell=bash

# Sets $data to the absolute data directory.
choose_data_directory() {
  local wanted=${chosen_data:-${GATEHOUSE_DATA:-$checkout/data}}
  data=$(realpath --canonicalize-missing -- "$wanted")
}

make_data_directories() {
  {
    mkdir -p "$data" && [[ -w $data ]] &&
      (umask 077 && mkdir -p "$data"/{log,run,tls,db}) && mkdir -p "$data/virtual" &&
      chmod 0711 "$data" "$data/virtual" && chmod 0700 "$data"/{log,run,tls,db}
  } 2>/dev/null || fail "cannot write to the data directory $data: give it to the user $(id -un), or choose another with --data"
}

# The lock is inherited by the server, so it is held exactly as long as the server (or this launcher) lives.
lock_data_directory() {
  exec 9>"$data/run/lock"
  flock --nonblock 9 || fail "already running on $data$(running_server && printf ' (process %s, %s)' "$server" "$(panel_url)"): ./gatehouse stop --data $data ends it"
}

# Field 22 of /proc/PID/stat: with it, a process that merely got the same number later is never taken for the server.
start_time_of_process() {
  local stat
  stat=$(<"/proc/$1/stat") 2>/dev/null || return 1
  # The second field, the name, may hold spaces and parentheses.
  stat=${stat##*) }
  # shellcheck disable=SC2086
  set -- $stat
  printf '%s' "${20}"
}

# Reads DATA/run/instance; true, with $server and the other values set, when that server still runs.
running_server() {
  local name value start_time=
  server=
  [[ ! -d $data/run || -x $data/run ]] || fail "$data belongs to $(stat --format %U "$data"): ask as that user or as root"
  [[ -r $data/run/instance ]] || return 1
  while read -r name value; do
    case $name in
      process) server=$value ;;
      start-time) start_time=$value ;;
      port-offset) port_offset=$value ;;
      started) started=$value ;;
      milliseconds-to-ready) milliseconds_to_ready=$value ;;
    esac
  done <"$data/run/instance"
  [[ -n $server && -n $start_time && $(start_time_of_process "$server" 2>/dev/null) == "$start_time" ]]
}

write_instance() {
  printf '%s\n' "process $server" "start-time $(start_time_of_process "$server")" "port-offset $port_offset" \
    "started $started" ${milliseconds_to_ready:+"milliseconds-to-ready $milliseconds_to_ready"} >"$data/run/instance.new"
  mv -f "$data/run/instance.new" "$data/run/instance"
}

# Lays the copy of the baked domain, unless the one that is there came from the same bake.
lay_domain() {
  local domain=$data/server copy
  if [[ ! -f $domain/baked-from || $(<"$domain/baked-from") != "$baked" ]]; then
    make_unfinished_directory "$domain"
    copy=$new_directory
    copy_domain "$baked/domain" "$copy"
    chmod 0700 "$copy"
    printf '%s\n' "$baked" >"$copy/baked-from"
    keep_directory "$copy" "$domain"
  fi
  sed "s|@log@|$data/log|" "$server_files/logging.properties" >"$domain/config/logging.properties"
}

# Jars are never changed once they are written: on the same file system a link is enough.
copy_domain() {
  if ! cp -a --link "$1/." "$2/" 2>/dev/null; then
    cp -a "$1/." "$2/"
    return
  fi
  find "$2" -type f -not -name '*.jar' -printf '%P\0' | (cd "$1" && xargs -0 cp --parents --remove-destination -p -t "$2")
}

make_first_certificate() {
  local keystore=$data/tls/keystore.p12 domain=$data/server
  [[ ! -f $keystore ]] || return 0
  rm -f -- "$keystore.new"
  (umask 077 && "$jdk/bin/java" -XX:TieredStopAtLevel=1 -cp "$domain/lib/*:$domain/applications/gatehouse/lib/*" org.gatehouse.host.tls.FirstRunCertificate "$keystore.new" changeit \
    "$(hostname -f 2>/dev/null || hostname)" localhost >"$data/log/certificate.log" 2>&1) ||
    fail "could not make the first TLS certificate; log: $data/log/certificate.log"
  mv "$keystore.new" "$keystore"
}

start_server() {
  local name properties=()
  for name in "${!first_port[@]}"; do
    properties+=("-Dgatehouse.port.$name=$(port_of "$name")")
  done
  log_size=$(stat --format %s "$data/log/server.log" 2>/dev/null || echo 0)
  cd "$data"
  (
    exec 8>&-
    umask 077
    run_server "$baked/glassfish" "$data/server" "$data/tls/keystore.p12" \
      -Dgatehouse.data="$data" -Dgatehouse.started="$started" -Dgatehouse.version="$(gatehouse_version)" "${properties[@]}"
  ) </dev/null >"$data/log/console.log" 2>&1 &
  server=$!
  unfinished_server=$server
}

is_ready() {
  [[ $(get "$(port_of panel)" /health/ready) == 'HTTP/1.'?' 200'* ]]
}

wait_until_ready() {
  local deadline=$((SECONDS + ${GATEHOUSE_READY_SECONDS:-180}))
  until is_ready && listens_on_our_ports "$server"; do
    [[ -d /proc/$server ]] || fail_with_log "the server ended before it was ready"
    ! deployment_failed || fail_with_log "the server could not start the application"
    ((SECONDS < deadline)) || fail_with_log "the server was not ready in ${GATEHOUSE_READY_SECONDS:-180} s"
    sleep 0.2
  done
  milliseconds_to_ready=$(($(date +%s%3N) - started))
}

# The server stays up without its application, so its log is asked.
deployment_failed() {
  [[ -f $data/log/server.log ]] && tail -c "+$((log_size + 1))" "$data/log/server.log" | grep -qF 'Application deployment failed'
}

fail_with_log() {
  local reason
  end_process "$server" 30
  unfinished_server=
  tail -n 20 "$data/log/console.log" "$data/log/server.log" >&2 2>/dev/null || true
  # What it was stands far above the end, below the traces of all that failed with it. Our own sentence says more than
  # the deepest cause.
  reason=$(tail -c "+$((log_size + 1))" "$data/log/server.log" 2>/dev/null | sed -n 's/^Caused by: [A-Za-z0-9_.$]*: //p' |
    awk '/^Gatehouse cannot start: / { own = $0 } { deepest = $0 } END { print own ? own : deepest }') || true
  fail "$1: ${reason:+$reason; }the end of its log is above, all of it is $data/log/server.log"
}

# TERM, then KILL after the given seconds. Only for a process that running_server or this launcher knows to be its own.
end_process() {
  local process=$1 deadline=$((SECONDS + $2)) start_time
  start_time=$(start_time_of_process "$process" 2>/dev/null) || return 0
  kill -TERM "$process" 2>/dev/null || return 0
  while [[ $(start_time_of_process "$process" 2>/dev/null) == "$start_time" && $(state_of_process "$process") != Z ]]; do
    if ((SECONDS > deadline)); then
      kill -KILL "$process" 2>/dev/null || true
    fi
    sleep 0.05
  done
}

# Z only when every thread has ended: a JVM's first thread may go before the others, which still hold the lock and the ports.
state_of_process() {
  awk '/^State:/ { state = $2 } /^Threads:/ && $2 > 1 && state == "Z" { state = "ending" } END { print state }' \
    "/proc/$1/status" 2>/dev/null || true
}
