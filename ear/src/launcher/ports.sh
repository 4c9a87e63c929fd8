# Ports, and who listens on them, read from /proc: no tool is needed and no privilege.
# shellcheck shell=bash

# The four that Gatehouse answers on, as "name number"; everything is 2082, 2083, 2077 or 2078 plus the offset.
readonly -A first_port=([panel]=2082 [panel.tls]=2083 [dav]=2077 [dav.tls]=2078)

port_of() {
  printf '%d' $((first_port[$1] + port_offset))
}

# The inode of the socket that listens on a port, or nothing. State 0A is LISTEN.
listening_sockets() {
  local port_in_hex
  printf -v port_in_hex '%04X' "$1"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$port_in_hex" '$4 == "0A" { split($2, address, ":"); parts = length(address); if (address[parts] == port) print $10 }'
}

# "process 123 (java)", as far as /proc lets this user see it.
holder_of_port() {
  local socket descriptor process
  for socket in $(listening_sockets "$1"); do
    for descriptor in /proc/[0-9]*/fd/*; do
      if [[ $(readlink "$descriptor" 2>/dev/null) == "socket:[$socket]" ]]; then
        process=${descriptor#/proc/}
        process=${process%%/*}
        printf 'process %s (%s)' "$process" "$(tr -d '\0' <"/proc/$process/comm" 2>/dev/null)"
        return
      fi
    done
  done
  printf 'a process of another user'
}

fail_if_a_port_is_taken() {
  local name port
  for name in "${!first_port[@]}"; do
    port=$(port_of "$name")
    if [[ -n $(listening_sockets "$port") ]]; then
      fail "port $port is in use by $(holder_of_port "$port"): stop that, or start with another --port-offset"
    fi
  done
}

# True when the process holds the listening sockets of all four ports: what answers there is ours and nobody else's.
listens_on_our_ports() {
  local sockets name socket found
  sockets=$(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null) || return 1
  for name in "${!first_port[@]}"; do
    found=
    for socket in $(listening_sockets "$(port_of "$name")"); do
      [[ $sockets != *"socket:[$socket]"* ]] || found=yes
    done
    [[ -n $found ]] || return 1
  done
}

# What a GET on a port of this machine is answered with, headers and all, or nothing; without curl.
# get PORT PATH [HEADER [SECONDS]]
get() (
  exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 0
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n' "$2" "${3:+$3$'\r\n'}" >&3
  while IFS= read -r -t "${4:-10}" line <&3; do
    printf '%s\n' "$line"
  done
) 2>/dev/null

# A port on which nothing listens at the moment, for the administration listener of a bake.
free_port() {
  local port
  while :; do
    port=$((30000 + RANDOM % 2700))
    [[ -n $(listening_sockets "$port") ]] || break
  done
  printf '%d' "$port"
}
