# What bash offers for the words $2 …, the last of them being typed, by the completion $1: complete.bash FILE WORD...
source "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$(($# - 2))
COMPREPLY=()
function=$(complete -p vitk | sed 's/.*-F \([^ ]*\) .*/\1/')
"$function" vitk "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
