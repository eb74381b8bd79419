# What zsh offers for a line that is typed as $2, with the completion of folder $1: complete.zsh FOLDER LINE
# A real, interactive zsh on a terminal of its own; what it offers is caught where it hands it to its line editor. The
# terminal shows what is typed, so a mark that is waited for is put together only where it is printed.
zmodload zsh/zpty
zpty typed zsh -f -i
zpty -w typed "PS1= RPS1=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; setopt no_list_beep no_auto_menu"
zpty -w typed 'compadd() { local one; local -a found; builtin compadd -O found "$@"'
zpty -w typed 'for one in $found; do print -r -- "${:-offered}=$one="; done; builtin compadd "$@" }'
zpty -w typed 'mark() { print -r -- "${:-completed}=" }; comppostfuncs=(mark); LISTMAX=10000'
zpty -w typed 'print -r -- "${:-ready}="'
zpty -r -m typed ready '*ready=*' || exit 1
zpty -w -n typed "$2"$'\t'
zpty -r -m typed offered '*completed=*' || exit 1
print -r -- "$offered" | grep -o 'offered=[^=]*=' | sed 's/^offered=//; s/=$//'
zpty -d typed
