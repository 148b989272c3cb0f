#compdef goodcall
# Completes goodcall in zsh, with names, tags and ids from your book. For ~/.zshrc, behind compinit:
#   eval "$(goodcall completions zsh)"
_goodcall() {
    local out line
    local -a whole shown begun begun_shown
    out=$(CALL=zsh command PROGRAM "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    case $? in
        (0) ;;
        (10) compset -P '--[^=]#='; _files; return ;;
        (*) return 1 ;;
    esac
    for line in "${(@f)out}"; do
        [[ -n $line ]] || continue
        local word=${line%%$'\t'*} about=${line#*$'\t'}
        [[ $about == $line ]] && about= || about="  -- $about"
        if [[ $word == *[:=] ]]; then
            begun+=("$word") begun_shown+=("$word$about")
        else
            whole+=("$word") shown+=("$word$about")
        fi
    done
    # The words are answers already (-U), in their order (-V); compadd quotes them.
    (( $#begun )) && compadd -U -V goodcall -S '' -l -d begun_shown -a begun
    (( $#whole )) && compadd -U -V goodcall -l -d shown -a whole
    (( $#begun + $#whole ))
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _goodcall "$@"
else
    compdef _goodcall goodcall
fi
