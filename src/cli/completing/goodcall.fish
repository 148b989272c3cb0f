# Completes goodcall in fish, with names, tags and ids from your book. For ~/.config/fish/completions/goodcall.fish:
#   goodcall completions fish > ~/.config/fish/completions/goodcall.fish
function __goodcall_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -e words[1]
    set -l current (commandline --current-token --cut-at-cursor)
    set -l plain (string unescape -- "$current"; or string replace -r '^["\']' '' -- "$current")
    set -l out (CALL=fish command PROGRAM $words "$plain" 2>/dev/null)
    switch $status
        case 0
            test (count $out) -gt 0; and printf '%s\n' $out
        case 10
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
    end
end
complete --command goodcall --no-files --keep-order --arguments '(__goodcall_complete)'
