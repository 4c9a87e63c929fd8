# The first passwords and the first API key: made here, handed to the server in one file that it deletes, printed once.
# shellcheck shell=bash

random_password() {
  local letters=
  # No letter that is mistaken for another; 20 of 55 are 115 bits.
  while ((${#letters} < 20)); do
    letters+=$(head -c 256 /dev/urandom | LC_ALL=C tr -dc 'A-HJ-NP-Za-km-z2-9')
  done
  printf '%s' "${letters:0:20}"
}

random_key() {
  od -An -N32 -v -tx1 /dev/urandom | tr -d ' \n'
}

fail_unless_given_secrets_are_usable() {
  # Characters are counted, whatever the locale of who starts it: as the server counts them.
  local LC_ALL=C.UTF-8 password
  for password in "$given_admin_password" "$given_demo_password"; do
    if [[ $password == *[$'\r\n']* ]] || ((${#password} > 256)); then
      fail "a password given in the environment has a line break or more than 256 characters: give another, or none"
    fi
    if [[ -n $password ]] && ((${#password} < 8)); then
      fail "a password given in the environment has less than 8 characters: give another, or none"
    fi
  done
  given_demo_key=${given_demo_key//-/}
  given_demo_key=${given_demo_key,,}
  [[ -z $given_demo_key || $given_demo_key =~ ^[0-9a-f]{64}$ ]] ||
    fail "GATEHOUSE_DEMO_KEY is not 64 hexadecimal digits (dashes are allowed): give another, or none"
}

# java.util.Properties reads \uXXXX whatever the encoding; a character beyond the first plane is two of them.
escape_property_value() {
  local LC_ALL=C.UTF-8 text=$1 escaped='' character code position
  for ((position = 0; position < ${#text}; position++)); do
    character=${text:position:1}
    printf -v code '%d' "'$character"
    if ((code > 0xFFFF)); then
      printf -v character '\\u%04X\\u%04X' $((0xD800 + ((code - 0x10000) >> 10))) $((0xDC00 + ((code - 0x10000) & 0x3FF)))
    elif ((code < 0x21 || code > 0x7E || code == 0x5C)); then
      printf -v character '\\u%04X' "$code"
    fi
    escaped+=$character
  done
  printf '%s' "$escaped"
}

# Sets $first_secrets to the lines to print once the server is ready. The appliance admin exists as soon as it has a
# shadow file; the demo site exists as soon as the server has left its marker.
prepare_first_secrets() {
  local password key lines=()
  first_secrets=()
  first_run_file=$data/run/first-run.properties
  rm -f "$first_run_file"
  if [[ ! -e $data/appliance/etc/shadow ]]; then
    password=${given_admin_password:-$(random_password)}
    lines+=("admin.password=$(escape_property_value "$password")")
    show_secret_later "admin's password:" "$password" "${given_admin_password:+the one in GATEHOUSE_ADMIN_PASSWORD}"
  fi
  if [[ -n $wants_demo && ! -e $data/demo ]]; then
    password=${given_demo_password:-$(random_password)}
    key=${given_demo_key:-$(random_key)}
    lines+=("demo.password=$(escape_property_value "$password")" "demo.key=$key")
    show_secret_later "demo@example.test's password:" "$password" "${given_demo_password:+the one in GATEHOUSE_DEMO_PASSWORD}"
    show_secret_later "demo@example.test's API key:" "$(key_in_groups "$key")" "${given_demo_key:+the one in GATEHOUSE_DEMO_KEY}"
  fi
  if ((${#lines[@]} > 0)); then
    (umask 077 && printf '%s\n' "${lines[@]}" >"$first_run_file")
  fi
}

# A secret that somebody gave is not shown again.
show_secret_later() {
  first_secrets+=("$(printf '  %-30s %s' "$1" "${3:-$2}")")
}

# Printed as soon as the server has taken them over, even when the start fails after that: nothing else knows them.
print_first_secrets() {
  [[ -e $first_run_file ]] || ((${#first_secrets[@]} == 0)) || printf '%s\n' "Shown this once:" "${first_secrets[@]}"
  rm -f "$first_run_file"
  first_secrets=()
}

key_in_groups() {
  local key=$1 groups=()
  while [[ -n $key ]]; do
    groups+=("${key:0:8}")
    key=${key:8}
  done
  (IFS=- && printf '%s' "${groups[*]}")
}
