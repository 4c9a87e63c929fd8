# Backup and restore: two programs of the application, run beside the server or without one.
# shellcheck shell=bash

# Sets $file, $chosen_data and $passed, what the program gets.
read_recovery_options() {
  local command=$1
  shift
  file= chosen_data= port_offset=0 passed=()
  while (($# > 0)); do
    case $command:$1 in
      *:--help | *:-h)
        show_help_of "$command"
        exit 0
        ;;
      *:--data=* | *:--passphrase-file=* | restore:--database=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      *:--data | *:--passphrase-file | restore:--database)
        [[ -n ${2-} ]] || fail "$1 needs a name"
        if [[ $1 == --data ]]; then
          chosen_data=$2
        else
          passed+=("$1" "$2")
        fi
        shift
        ;;
      backup:--with-secrets | restore:--embedded | restore:--same-database | restore:--without-secrets) passed+=("$1") ;;
      *:--no-build) GATEHOUSE_NO_BUILD=1 ;;
      *:-*) fail "$command does not know '$1'; ./gatehouse $command --help tells what it knows" ;;
      *)
        [[ -z $file ]] || fail "$command takes one file, and there are '$file' and '$1'"
        file=$1
        ;;
    esac
    shift
  done
  [[ -n $file ]] || fail "$command needs a file; ./gatehouse $command --help tells more"
  local option databases=0
  for option in "${passed[@]}"; do
    case $option in --embedded | --same-database | --database) ((++databases)) ;; esac
  done
  ((databases < 2)) || fail "--embedded, --same-database and --database exclude each other"
  if [[ $command == backup && " ${passed[*]-} " == *' --passphrase-file '* && " ${passed[*]-} " != *' --with-secrets '* ]]; then
    fail "--passphrase-file is for --with-secrets"
  fi
  choose_data_directory
}

# The programs are classes of the deployed application, so there must be one.
prepare_recovery() {
  find_jdk
  lock_build_directory
  build_if_sources_changed
  bake_if_needed
  unlock_build_directory
}

# No argument holds a secret. (The unlocked files of others are of no use to it, and it inherits none.)
run_recovery() {
  local class=$1 application=$baked/domain/applications/gatehouse domain
  shift
  domain=$(compgen -G "$application/*ejb*_jar") || fail "$application has no domain part: was the server baked?"
  umask 077
  LC_ALL=C.UTF-8 "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx768m --enable-native-access=ALL-UNNAMED \
    -Dgatehouse.version="$(gatehouse_version)" -cp "$domain:$baked/domain/lib/*:$application/lib/*" "org.gatehouse.recovery.$class" "$@"
}

backup() {
  local running=()
  read_recovery_options backup "$@"
  [[ -d $data ]] || fail "there is no data directory $data: name one with --data"
  prepare_recovery
  if running_server; then
    running=(--running)
  else
    [[ -w $data/run ]] || fail "cannot write to $data/run: run it as $(stat --format %U "$data") or as root"
    # Nobody starts on it meanwhile.
    lock_data_directory
  fi
  run_recovery Backup "$data" "$file" "${running[@]}" "${passed[@]}"
}

restore() {
  read_recovery_options restore "$@"
  [[ -f $file ]] || fail "there is no file $file"
  prepare_recovery
  run_recovery Restore "$file" "$data" "${passed[@]}"
}
