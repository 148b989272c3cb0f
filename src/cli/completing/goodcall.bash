# Completes goodcall in bash, with names, tags and ids from your book. For ~/.bashrc:
#   eval "$(goodcall completions bash)"
_goodcall() {
    local out word how=
    # What the words mean is for reading: it comes while bash lists them and puts none on the line.
    [[ ${COMP_TYPE-} == 63 ]] && how=' list'
    out=$(CALL="bash$how" command PROGRAM "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case $? in
        0) ;;
        10) compopt -o default 2>/dev/null; return ;;
        *) return ;;
    esac
    COMPREPLY=()
    while IFS= read -r word; do
        [[ -n $word ]] && COMPREPLY+=("$word")
    done <<< "$out"
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _goodcall goodcall 2>/dev/null || complete -F _goodcall goodcall
