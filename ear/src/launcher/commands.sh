# The launcher's commands.
# shellcheck shell=bash

show_help() {
  cat <<'HELP'
Gatehouse: the front gate of a multi-tenant hosting server.

  ./gatehouse start    build if sources changed, bake the server, run it here until Ctrl-C
  ./gatehouse stop     end the one that runs on a data directory
  ./gatehouse status   tell whether it runs, where, since when, and what it uses
  ./gatehouse backup   write all that it knows into one file, while it runs or not
  ./gatehouse restore  make a data directory of such a file
  ./gatehouse test     run the tests, all or by name
  ./gatehouse bench    list the benchmarks, or run some by name
  ./gatehouse help     this text

Each has --help.
HELP
}

show_help_of() {
  case $1 in
    start) cat <<'HELP' ;;
./gatehouse start [--detach] [--demo] [--data DIR] [--port-offset N] [--no-build]

  --detach           return when the server is ready, and leave it running
  --demo             make the site example.test with its admin demo, once
  --data DIR         where everything lives that lasts (default: $GATEHOUSE_DATA, or data/ in the checkout)
  --port-offset N    add N to the ports 2082 (panel, SOAP, REST), 2083 (the same on TLS), 2077 and 2078 (DAV)
  --no-build         take ear/target/gatehouse.ear as it is (also: GATEHOUSE_NO_BUILD=1)

On the first start GATEHOUSE_ADMIN_PASSWORD sets the admin's password; without it a random one is made and printed once.
GATEHOUSE_DEMO_PASSWORD and GATEHOUSE_DEMO_KEY do the same for --demo.
HELP
    stop) printf '%s\n' './gatehouse stop [--data DIR]' '' 'Ends the server of that data directory; there being none is no error.' ;;
    status) printf '%s\n' './gatehouse status [--data DIR]' '' 'Exit code 0 when it runs and is ready, 1 when it runs and is not, 3 when it does not run.' ;;
    backup) cat <<'HELP' ;;
./gatehouse backup FILE [--data DIR] [--with-secrets [--passphrase-file FILE]] [--no-build]

Writes FILE, mode 0600, which must not exist: sites, accounts with their password hashes, hashed keys, restrictions,
blocks, the audit and the settings, as they stood at one moment. It may run while the server does, whoever is signed in.
The files in the homes of accounts are not in it, and sessions end with a restore.

  --with-secrets          add [auth] secret, the keyring, TLS keys and the database's password, sealed to a passphrase
  --passphrase-file FILE  read the passphrase from the first line of FILE (- for standard input), not from the terminal
HELP
    restore) cat <<'HELP' ;;
./gatehouse restore FILE [--data DIR] [--embedded | --same-database | --database FILE] [--without-secrets] [--passphrase-file FILE] [--no-build]

Makes the data directory, which must be empty or not there, of a backup: wholly, or not at all. Without secrets in the
backup the next start makes new ones and begins a new audit chain. Run it as the user that Gatehouse runs as.

  --embedded              use the embedded database, whatever the backup's settings say
  --same-database         connect to the database server that the backup's settings name; it must have no tables
  --database FILE         use the database of the section [database] of FILE; it must have no tables
  --without-secrets       do not ask for the passphrase, and make new secrets
  --passphrase-file FILE  read the passphrase from the first line of FILE (- for standard input), not from the terminal
HELP
    test) cat <<'HELP' ;;
./gatehouse test [NAME...]

Runs ./mvnw verify on JDK 25. A NAME is a test class, a pattern, or Class#method, of unit and in-server tests alike.
As root on Debian it first installs what is missing of .ci/packages.
HELP
    server-home) printf '%s\n' './gatehouse server-home' '' 'Makes the GlassFish that in-container tests deploy into and prints its path; ./gatehouse test does it by itself.' ;;
    bench) printf '%s\n' './gatehouse bench [NAME...]' '' 'Runs the executable NAME in a bench/ directory of a module; without a NAME it lists them.' ;;
  esac
}

# Sets $data, $port_offset and the switches from the arguments of start, stop and status.
read_options() {
  local command=$1
  shift
  chosen_data= port_offset=0 detach= wants_demo=
  while (($# > 0)); do
    case $command:$1 in
      *:--help | *:-h)
        show_help_of "$command"
        exit 0
        ;;
      *:--data=* | start:--port-offset=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      *:--data)
        [[ -n ${2-} ]] || fail "--data needs a directory"
        chosen_data=$2
        shift
        ;;
      start:--port-offset)
        [[ ${2-} =~ ^[0-9]{1,5}$ ]] || fail "--port-offset needs a number from 0 to 63452"
        port_offset=$((10#$2))
        ((port_offset <= 63452)) || fail "--port-offset needs a number from 0 to 63452"
        shift
        ;;
      start:--detach) detach=yes ;;
      start:--demo) wants_demo=yes ;;
      start:--no-build) GATEHOUSE_NO_BUILD=1 ;;
      *) fail "$command does not know '$1'; ./gatehouse $command --help tells what it knows" ;;
    esac
    shift
  done
  choose_data_directory
}

start() {
  read_options start "$@"
  fail_unless_given_secrets_are_usable
  find_jdk
  make_data_directories
  lock_data_directory
  rm -f "$data/run/stopping"
  # Left by a backup that was killed: who holds the lock knows that none is being made.
  rm -rf -- "$data"/run/backup.*
  fail_if_a_port_is_taken
  lock_build_directory
  build_if_sources_changed
  bake_if_needed
  unlock_build_directory
  # Building and baking come once; the time to ready is the server's.
  started=$(date +%s%3N)
  lay_domain
  make_first_certificate
  prepare_first_secrets
  running_on=$data
  start_server
  write_instance
  wait_until_ready
  write_instance
  show_urls
  print_first_secrets
  if [[ -n $detach ]]; then
    unfinished_server= running_on=
    disown "$server"
    say "Runs in the background; ./gatehouse stop${chosen_data:+ --data $chosen_data} ends it."
  else
    say "Ctrl-C ends it."
    stay_in_foreground
  fi
}

stay_in_foreground() {
  local code=0
  wait "$server" || code=$?
  unfinished_server=
  if [[ -e $data/run/stopping ]]; then
    exit 0
  fi
  tail -n 20 "$data/log/console.log" "$data/log/server.log" >&2 2>/dev/null || true
  fail "the server ended by itself with code $code: the end of its log is above, all of it is $data/log/server.log"
}

panel_url() {
  printf 'http://localhost:%s/' "$(port_of panel)"
}

show_urls() {
  printf '  %-6s %s   %s\n' \
    panel "$(panel_url)" "https://localhost:$(port_of panel.tls)/" \
    SOAP "$(panel_url)soap" "https://localhost:$(port_of panel.tls)/gatehouse.wsdl" \
    REST "$(panel_url)api" "https://localhost:$(port_of panel.tls)/api" \
    DAV "http://localhost:$(port_of dav)/" "https://localhost:$(port_of dav.tls)/"
}

stop() {
  read_options stop "$@"
  if ! running_server; then
    rm -f "$data/run/instance" 2>/dev/null || true
    say "Gatehouse does not run on $data."
    return
  fi
  kill -0 "$server" 2>/dev/null || fail "process $server belongs to another user: stop it as that user or as root"
  : >"$data/run/stopping"
  end_process "$server" 30
  rm -f "$data/run/instance"
  say "Stopped."
}

status() {
  local resident ready=0
  read_options status "$@"
  if ! running_server; then
    say "Gatehouse does not run on $data."
    exit 3
  fi
  is_ready || ready=1
  resident=$(awk '/^VmRSS:/ { printf "%d MiB", $2 / 1024 }' "/proc/$server/status")
  printf '%-14s %s\n' \
    "Gatehouse" "$(gatehouse_version), $( ((ready == 0)) && printf ready || printf 'not ready')" \
    "process" "$server, up $(ps -o etime= -p "$server" | tr -d ' ')" \
    "data" "$data" \
    "time to ready" "$(awk -v milliseconds="${milliseconds_to_ready:-0}" 'BEGIN { if (milliseconds > 0) printf "%.1f s", milliseconds / 1000; else print "not yet" }')" \
    "resident" "$resident" \
    "heap" "$(heap_of_server)"
  show_urls
  exit "$ready"
}

heap_of_server() {
  find_jdk
  "$jdk/bin/jcmd" "$server" GC.heap_info 2>/dev/null |
    awk '/total [0-9]+K, used [0-9]+K/ && !/Metaspace/ {
           for (field = 1; field < NF; field++) {
             if ($field == "total") total += $(field + 1)
             if ($field == "used") used += $(field + 1)
           }
         }
         END { if (total > 0) printf "%d of %d MiB\n", used / 1024, total / 1024; else print "not visible to this user" }'
}
