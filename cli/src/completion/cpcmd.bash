# Bash's completion of cpcmd and the programs of bin/: options, commands, their arguments, domains and services. Source it
# in ~/.bashrc. What can be completed is asked of the Gatehouse that the line so far names; where none answers, nothing is.
# shellcheck shell=bash

_gatehouse() {
  local line=${COMP_LINE:0:COMP_POINT} name=${1##*/} current before='' program words word answers site=''
  local called=() position=1 command='' suffix=' '
  program=$(type -P "$1") && program=$(readlink -f "$program") || return 0
  read -ra words <<<"$line"
  current=${line##*[[:space:]]}
  [[ -n $current ]] || words+=('')
  # What stands before the word says which Gatehouse is asked, as whom, and which command is called.
  while ((position < ${#words[@]} - 1)); do
    word=${words[position]}
    case $command:$word in
      :--data | :--key | :--key-file | :--endpoint | :--cacert | :-d | :--domain | :-u | :--user)
        if ((position + 1 < ${#words[@]} - 1)); then
          called+=("$word" "${words[position + 1]}")
        fi
        ;;&
      :-[doiuc] | :--data | :--key | :--key-file | :--endpoint | :--cacert | :--domain | :--user | :--input | :--output | :--config | :--reason)
        ((position += 2))
        continue
        ;;
      :--data=* | :--key=* | :--key-file=* | :--endpoint=* | :--cacert=* | :--domain=* | :--user=*) called+=("$word") ;;
      :-*) ;;
      :*)
        # Of the other programs it is a site, and options may follow.
        [[ $name != cpcmd ]] || command=$word
        site=$word
        ;;
    esac
    ((position += 1))
  done
  # Passed over: the word is the value of the option before it.
  ((position == ${#words[@]} - 1)) || before=${words[position - 2]}
  case $name:$command:$before in
    *::-o | *::--output) answers=$'yaml\njson\ncli\nprint' ;;
    cpcmd::-i | cpcmd::--input) answers=$'cli\njson' ;;
    cpcmd::-d | cpcmd::--domain) answers=$(_gatehouse_domains) ;;
    *::--data)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      compopt -o filenames 2>/dev/null
      return 0
      ;;
    *::--key-file | *::--cacert)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      compopt -o filenames 2>/dev/null
      return 0
      ;;
    cpcmd::-u | cpcmd::--user | *::--key | *::--endpoint | *::--reason) return 0 ;;
    *Domain:*:-c | *Domain:*:--config)
      answers=$(_gatehouse_settings)
      suffix=
      ;;
    cpcmd:misc[:_]info:*) answers=$(_gatehouse_commands) ;;
    cpcmd:?*:*)
      [[ $current == -* ]] || return 0
      answers=$(_gatehouse_arguments)
      ;;
    *)
      if [[ $current == -* ]]; then
        answers=$("$1" --help 2>/dev/null | sed -nE 's/^ {2,6}((-[a-z]), )?(--[a-z-]+).*/\2\n\3/p')
      elif [[ $name == cpcmd ]]; then
        answers=$(_gatehouse_commands)
      elif [[ -z $site ]]; then
        answers=$(_gatehouse_domains)
      else
        return 0
      fi
      ;;
  esac
  [[ -n $suffix ]] || compopt -o nospace 2>/dev/null
  # Not compgen -W: it would expand, and so execute, what a server answered.
  COMPREPLY=()
  while read -r word; do
    [[ -z $word || $word != "$current"* ]] || COMPREPLY+=("$word")
  done <<<"$answers"
  # Bash replaces what follows its last word break, and these are some.
  for word in : =; do
    if [[ $COMP_WORDBREAKS == *$word* && $current == *$word* ]]; then
      COMPREPLY=("${COMPREPLY[@]#"${current%"$word"*}$word"}")
      current=${current##*"$word"}
    fi
  done
}

# The functions below read what _gatehouse found out: $program, $called, $current and $command.
_gatehouse_ask() {
  "$program" "${called[@]}" "$@" 2>/dev/null
}

_gatehouse_commands() {
  if [[ $current == *_* ]]; then
    _gatehouse_ask -l "$current*" | tr ':-' '__'
  else
    _gatehouse_ask -l "$current*"
  fi
}

_gatehouse_arguments() {
  _gatehouse_ask -o yaml misc:info "$command" | sed -nE '/^roles:/q; s/^ {4}name: "?([a-z0-9_]+)"?$/--\1/p'
}

_gatehouse_domains() {
  local domainless=() index
  # A site may not ask which others there are.
  for ((index = 0; index < ${#called[@]}; index++)); do
    case ${called[index]} in
      -d | --domain | -u | --user) ((index += 1)) ;;
      --domain=* | --user=*) ;;
      *) domainless+=("${called[index]}") ;;
    esac
  done
  called=("${domainless[@]}")
  _gatehouse_ask admin:get-domains
}

_gatehouse_settings() {
  _gatehouse_ask -o yaml admin:get-plan | sed -nE '/^[a-z0-9_]+:/ { s/:.*//; h; }; /^  [a-z0-9_]+:/ { s/^  ([a-z0-9_]+):.*/\1/; G; s/(.*)\n(.*)/\2,\1=/p; }'
}

complete -F _gatehouse cpcmd AddDomain EditDomain DeleteDomain SuspendDomain ActivateDomain get_site get_site_id
