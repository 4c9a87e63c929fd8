# What goes wrong is said in one line on stderr that says what to do; what was half done is undone.
# shellcheck shell=bash

fail() {
  printf 'gatehouse: %s\n' "$1" >&2
  exit "${2:-1}"
}

say() {
  printf '%s\n' "$1"
}

# Things to undo when the launcher ends, however it ends: directories to remove, our own server process to stop.
unfinished_directories=()
unfinished_server=
# The data directory that our server runs on, as long as this launcher answers for it.
running_on=

undo_what_is_unfinished() {
  local directory
  if [[ -n $unfinished_server ]]; then
    end_process "$unfinished_server" 30
    unfinished_server=
    [[ -z $running_on ]] || say "Stopped."
  fi
  if [[ -n $running_on ]]; then
    rm -f -- "$running_on/run/instance"
    print_first_secrets
  fi
  for directory in "${unfinished_directories[@]}"; do
    rm -rf -- "$directory"
  done
  unfinished_directories=()
}

trap undo_what_is_unfinished EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Sets $new_directory to an empty directory next to the given path; it goes away unless keep_directory moves it.
make_unfinished_directory() {
  mkdir -p "$(dirname "$1")"
  new_directory=$(mktemp -d "$1.unfinished.XXXXXX")
  unfinished_directories+=("$new_directory")
}

# The rename is what finishes a directory: whoever looks sees all of it or nothing.
keep_directory() {
  rm -rf -- "$2"
  mv -T -- "$1" "$2"
}
